import {
  codeSets,
  ethnicities,
  sources,
  type Category,
  type ClosureReason,
  type Ethnicity,
  type PrimaryNeed,
  type Sex,
  type Source,
} from '#events';
import { censusCategory } from '../census-codes.ts';

/**
 * The words Annex A has for codes. Source: Data to Insight’s AnnexA_sqlserver v1.2.0 (ssd-data-model), which inspectors’
 * tools read (evidence V as such).
 */
export const genderInWords: Readonly<Record<Sex, string>> = {
  M: 'a) Male',
  F: 'b) Female',
  U: 'c) Not stated/recorded',
};

export function ethnicityInWords(code: Ethnicity | undefined): string {
  const told = code ?? 'NOBT';
  return `${letterAt(ethnicities.indexOf(told))}) ${told}`;
}

/** `p1` for 5D, which came later. */
export function sourceInWords(code: Source): string {
  const group = code === '2B' ? 'Education services' : (sourceGroups[code === '10' ? code : code.slice(0, 1)] ?? '');
  const order = sources.filter((one) => one !== '5D');
  const letter = code === '5D' ? 'p1' : letterAt(order.indexOf(code));
  return `${letter}) ${code}: ${group}`;
}

const sourceGroups: Readonly<Record<string, string>> = {
  '1': 'Individual',
  '2': 'Schools',
  '3': 'Health services',
  '4': 'Housing',
  '5': 'LA services',
  '6': 'Police',
  '7': 'Other legal agency',
  '8': 'Other',
  '9': 'Anonymous',
  '10': 'Unknown',
};

export function needInWords(code: PrimaryNeed | undefined): string | undefined {
  return code === undefined ? undefined : `${code} - ${shortLabel('primary-need', code)}`;
}

export function closureInWords(code: ClosureReason | undefined): string | undefined {
  return code === undefined ? undefined : `${code} - ${shortLabel('closure-reason', code)}`;
}

export function categoryInWords(categories: readonly Category[]): string {
  return {
    NEG: 'a) Neglect',
    PHY: 'b) Physical abuse',
    SAB: 'c) Sexual abuse',
    EMO: 'd) Emotional abuse',
    MUL: 'e) Multiple/not recommended',
  }[censusCategory(categories)];
}

/** Undefined where it is not known: no answer is better than a wrong one. */
export function yesOrNo(is: boolean | undefined): string | undefined {
  return is === undefined ? undefined : is ? 'a) Yes' : 'b) No';
}

function letterAt(place: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + place);
}

/** A label up to where it begins to explain. */
function shortLabel(set: string, code: string): string {
  const label = codeSets.find(({ id }) => id === set)?.codes.find((one) => one.code === code)?.label ?? '';
  return label.split(' – ')[0]?.split(' - ')[0]?.trim() ?? label;
}
