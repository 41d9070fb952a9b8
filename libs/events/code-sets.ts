import type { PlainDate } from '#calendar';
import { labels } from './code-labels.ts';

/** One code of a set: what it means, and the census years it was valid in, as far as the sources tell. */
export interface Code {
  readonly code: string;
  readonly label: string;
  /** The first and the last census year, by the calendar year it ends in; absent where no source was seen that says. */
  readonly from?: CensusYear;
  readonly to?: CensusYear;
}

/** A year of a code's validity. Only what is certain is held against a fact. */
export interface CensusYear {
  /** 2021 is the census year from 1 April 2020 to 31 March 2021. */
  readonly year: number;
  readonly source: string;
  readonly isCertain: boolean;
}

/** A set of codes of the children in need census. */
export interface CodeSet {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly codes: readonly Code[];
}

const guide = 'DfE, Children in need census guide 2023 to 2024, Appendix B (OGL v3.0; evidence V)';
const split = 'DfE table C3: the split is not collected (x) up to 2020, and partly used from 2021 (evidence D)';
const unsplit =
  'Not in the guide of 2023 to 2024; counted in DfE table C3 until 2024 and no more in 2025: when it ceased to be valid is not certain (evidence D)';

/** Codes whose years a source tells. All others are as old as the census and still valid, as far as is known. */
const years: Readonly<Record<string, Pick<Code, 'from' | 'to'>>> = {
  ...Object.fromEntries(
    ['18B', '18C', '19B', '19C'].map((code) => [
      `assessment-factor ${code}`,
      { from: { year: 2021, source: split, isCertain: true } },
    ]),
  ),
  ...Object.fromEntries(
    ['18A', '19A'].map((code) => [
      `assessment-factor ${code}`,
      { to: { year: 2024, source: unsplit, isCertain: false } },
    ]),
  ),
  ...Object.fromEntries(
    ['F', 'M', 'U'].map((code) => [
      `sex ${code}`,
      {
        from: {
          year: 2025,
          source: 'DfE, Children in need census specification 2024 to 2025, v1.2: before it, gender 1, 2, 0 and 9',
          isCertain: false,
        },
      },
    ]),
  ),
};

/** Every code set that facts are posted with. */
export const codeSets: readonly CodeSet[] = [
  set('sex', 'Sex', labels.sex, 'DfE, Children in need census specification 2024 to 2025, v1.2 (evidence V)'),
  set('ethnicity', 'Ethnicity', labels.ethnicity),
  set('disability', 'Disability', labels.disability),
  set(
    'upn-unknown-reason',
    'Why the unique pupil number is not known',
    labels.upnUnknownReason,
    'The 2026 schema of the LIIA pipeline, a regional one: values only (evidence V as such)',
  ),
  set('source', 'Who contacted or referred', labels.source),
  set('primary-need', 'Primary need', labels.primaryNeed),
  set('assessment-factor', 'Factors identified at the end of an assessment', labels.assessmentFactor),
  set('closure-reason', 'Reason for closure', labels.closureReason),
  set(
    'category',
    'Category of abuse',
    labels.category,
    `${guide}. The census’s MUL is derived: the set of categories is stored`,
  ),
];

/**
 * Since when a code was not yet, or until when it still was, in use on a day; undefined where it was, or where no
 * certain source says that it was not.
 */
export function outsideItsYears(setId: string, code: string, on: PlainDate): CensusYear | undefined {
  const { from, to } = years[`${setId} ${code}`] ?? {};
  const year = Number(on.slice(0, 4)) + (on.slice(5) >= '04-01' ? 1 : 0);
  if (from?.isCertain === true && year < from.year) return from;
  if (to?.isCertain === true && year > to.year) return to;
  return undefined;
}

function set(id: string, title: string, meanings: Readonly<Record<string, string>>, source = guide): CodeSet {
  const codes = Object.entries(meanings).map(([code, label]) => ({ code, label, ...years[`${id} ${code}`] }));
  return { id, title, source, codes };
}
