import { plainDate, type PlainDate } from '#calendar';
import { duties } from './duties.ts';
import type { Duty } from './duty.ts';
import type { Evidence, Limit, Rule } from './rule.ts';

/** A document that rules are read in, such as an edition of Working Together, and the day it came into force. */
export interface Edition {
  readonly id: string;
  readonly title: string;
  readonly from: PlainDate;
  /** How the day it came into force is known. */
  readonly status: Evidence;
}

/**
 * The editions rules are dated by. 2013 and 2018: local procedures that state the day (V2). The others are the days of
 * publication as recalled (R); of 2010 the month was read. No limit differs between 2013 and 2023, so an error in
 * those days changes which edition is named and never a due day. No text was seen on any edition after 2023.
 */
export const editions: readonly Edition[] = [
  { id: 'wt-2006', title: 'Working Together 2006', from: plainDate('2006-04-10'), status: 'R' },
  { id: 'wt-2010', title: 'Working Together 2010', from: plainDate('2010-03-17'), status: 'R' },
  { id: 'wt-2013', title: 'Working Together 2013', from: plainDate('2013-04-15'), status: 'V2' },
  { id: 'wt-2015', title: 'Working Together 2015', from: plainDate('2015-03-26'), status: 'R' },
  { id: 'wt-2018', title: 'Working Together 2018', from: plainDate('2018-07-04'), status: 'V2' },
  { id: 'wt-2023', title: 'Working Together 2023', from: plainDate('2023-12-15'), status: 'R' },
];

/** Rules that no edition of Working Together replaces. The days they came into force are recalled. */
export const standingDocuments: readonly Edition[] = [
  { id: 'ca-1989', title: 'Children Act 1989', from: plainDate('1991-10-14'), status: 'R' },
  {
    id: 'cin-rules',
    title: 'DfE children in need census validation rules',
    from: plainDate('2013-04-15'),
    status: 'R',
  },
  { id: 'practice', title: 'Practice that no edition states', from: plainDate('2013-04-15'), status: 'R' },
];

/**
 * The days between which an authority's own protocol could put the single assessment in the place of initial and core
 * assessments: from Working Together 2013, and by the end of 2013-14, when they had ceased to be working practice
 * (DfE, PQ 113614; V). Where an authority does not say, the later day stands.
 */
export const singleAssessments = { earliest: plainDate('2013-04-15'), byDefault: plainDate('2014-04-01') } as const;

/** One duty's limit over some editions, with where each was read. */
interface Terms {
  readonly duty: Duty;
  readonly limit: Limit;
  readonly in: Readonly<Record<string, readonly [Evidence, string]>>;
}

const decisionGuide = 'DfE children in need census guide 2023-24 §4.9 p43; the edition’s paragraph not seen';
const assessmentGuide =
  'DfE children in need census guide 2023-24 §4.9 p43 (45 working days from the referral; the edition’s paragraph not seen)';
const conferenceGuide =
  'DfE children in need census guide 2023-24 §4.12.2 p50 (15 working days after; the edition’s paragraph not seen)';
const transferGuide =
  'DfE children in need census guide 2023-24 §4.1.1 p35 and §4.8 p43 (15 working days from the notification; the edition’s paragraph not seen)';
const initialGuide =
  'Coventry SCB, October 2010 (10 working days from Working Together 2010, 7 before); LG Inform metric 2234';
const coreGuide = 'NSCB procedure (core assessment completed within 35 working days)';
const coreGroupGuide = 'Sefton 2025, East Riding and Newcastle procedures; paragraph not seen';
const reviewGuide = 'Liverpool SCP, Sheffield SCB and North Yorkshire procedures; paragraph not seen';
const trialled = 'no limit is recalled for a single assessment made on trial; followed so that its visits can be timed';
const recalled = 'as recalled; no text of the edition seen';

/** England's rules as `domain/timescales.md` gives them, with its evidence status. */
const terms: readonly Terms[] = [
  {
    duty: 'decision',
    limit: { workingDays: 1 },
    in: {
      'wt-2010': ['R', recalled],
      'wt-2013': ['V2', 'local procedures that quote the edition; paragraph not seen'],
      'wt-2015': ['R', recalled],
      'wt-2018': ['V', decisionGuide],
      'wt-2023': ['V', `${decisionGuide}; Keeping Children Safe in Education 2025 para 62`],
    },
  },
  { duty: 'initial-assessment', limit: { workingDays: 7 }, in: { 'wt-2006': ['V2', initialGuide] } },
  { duty: 'initial-assessment', limit: { workingDays: 10 }, in: { 'wt-2010': ['V2', initialGuide] } },
  {
    duty: 'core-assessment',
    limit: { workingDays: 35 },
    in: { 'wt-2006': ['V2', coreGuide], 'wt-2010': ['V2', coreGuide] },
  },
  { duty: 'assessment', limit: { workingDays: 45 }, in: every('wt-2013', 'V', assessmentGuide) },
  {
    duty: 'first-single-assessment',
    limit: 'none',
    in: { 'wt-2013': ['R', 'no transition text seen; a referral is taken for either kind until one of them is made'] },
  },
  {
    duty: 'early-single-assessment',
    limit: 'none',
    in: { 'wt-2006': ['R', trialled], 'wt-2010': ['R', trialled] },
  },
  {
    duty: 'enquiry',
    limit: 'none',
    in: every('wt-2006', 'R', 'no completion limit is recalled in any edition'),
  },
  { duty: 'plan', limit: 'none', in: every('wt-2006', 'R', 'no limit is recalled in any edition') },
  { duty: 'child-in-need-plan', limit: 'none', in: every('wt-2006', 'R', 'no limit is recalled in any edition') },
  { duty: 'conference', limit: { workingDays: 15 }, in: every('wt-2010', 'V', conferenceGuide) },
  { duty: 'transfer-in-conference', limit: { workingDays: 15 }, in: every('wt-2010', 'V', transferGuide) },
  { duty: 'core-group', limit: { workingDays: 10 }, in: every('wt-2010', 'V2', coreGroupGuide) },
  { duty: 'first-review', limit: { months: 3 }, in: every('wt-2010', 'V2', reviewGuide) },
  { duty: 'later-review', limit: { months: 6 }, in: every('wt-2010', 'V2', reviewGuide) },
];

/** Rules that stand in documents of their own. */
const standing: readonly Omit<Rule, 'id' | 'inForce'>[] = [
  {
    duty: 'assessment',
    ownStart: true,
    edition: 'practice',
    limit: { workingDays: 45 },
    force: 'recalled',
    source:
      'an assessment without a referral of its own, such as a later one of an open case, counts from its start: local practice, as recalled',
    status: 'R',
  },
  {
    duty: 'assessment-from-start',
    edition: 'cin-rules',
    limit: { workingDays: 45 },
    force: 'census',
    source: 'rule 8670Q of 2025-26, which ages an open assessment from its start; earlier years not seen',
    status: 'V',
  },
  {
    duty: 'police-protection',
    edition: 'ca-1989',
    limit: { hours: 72 },
    force: 'statute',
    source: 'Children Act 1989 s46(6): Somerset procedures, Family Rights Group, LexisNexis; the section not seen',
    status: 'V2',
  },
  {
    duty: 'emergency-order',
    edition: 'ca-1989',
    limit: { untilNamed: 8 },
    force: 'recalled',
    source: 'Children Act 1989 s45(1): 8 days; as recalled, the section not seen',
    status: 'R',
  },
  {
    duty: 'emergency-order-extended',
    edition: 'ca-1989',
    limit: { untilNamed: 7 },
    force: 'recalled',
    source: 'Children Act 1989 s45(5) and (6): extended once, by at most 7 days; as recalled, the section not seen',
    status: 'R',
  },
];

/** The last edition of those rules that end on the authority's own day for single assessments, whatever edition comes next. */
const untilSingle: { readonly [D in Duty]?: string } = {
  'initial-assessment': 'wt-2010',
  'core-assessment': 'wt-2010',
  'first-single-assessment': 'wt-2013',
};

/** England's rules, for an authority where initial and core assessments ended, and only single ones were made, from this day. */
export function englandRulesWith(singleFrom: PlainDate): readonly Rule[] {
  const dated = terms.flatMap(({ duty, limit, in: known }) =>
    editions.flatMap((edition, place): Rule[] => {
      const evidence = known[edition.id];
      if (evidence === undefined) return [];
      const [status, source] = evidence;
      const next = editions[place + 1];
      const to = untilSingle[duty] === edition.id ? singleFrom : (next?.from ?? null);
      if (edition.from === to) return [];
      const force = status === 'R' ? 'recalled' : 'statutory-guidance';
      return [
        rule(
          { duty, edition: edition.id, limit, force, source: `${edition.title}: ${source}`, status },
          edition.from,
          to,
        ),
      ];
    }),
  );
  const others = standing.flatMap((each) => {
    const document = standingDocuments.find(({ id }) => id === each.edition);
    return document === undefined ? [] : [rule(each, document.from, null)];
  });
  return [...dated, ...others];
}

export const englandRules: readonly Rule[] = englandRulesWith(singleAssessments.byDefault);

function rule(of: Omit<Rule, 'id' | 'inForce'>, from: PlainDate, to: PlainDate | null): Rule {
  return { id: `${duties[of.duty].timescale}@${of.edition}`, ...of, inForce: { from, to } };
}

/** The same evidence for every edition from this one on. */
function every(from: string, status: Evidence, source: string): Terms['in'] {
  const first = editions.findIndex(({ id }) => id === from);
  return Object.fromEntries(editions.slice(first).map(({ id }) => [id, [status, source]]));
}
