import type { AssessmentFactor, Category, PrimaryNeed } from '#events';
import type { RateStatus } from './rates.ts';

/** What is drawn from, each as often as it stands here. */
export interface Mix<T> {
  readonly from: readonly T[];
  readonly source: string;
  readonly status: RateStatus;
}

const unseen = 'no figure was seen for England in the project';

/** What kinds the generated facts are of. None is seen for England but factors, so no figure should be read off the others. */
export const englandMixes = {
  referralSources: mix(['6', '6', '6', '2A', '2A', '3A', '3C', '5A', '1A', '1D', '8', '9'] as const),
  primaryNeeds: mix<PrimaryNeed>(['N1', 'N1', 'N1', 'N1', 'N1', 'N2', 'N4', 'N5', 'N5', 'N6']),
  contactSources: mix(['2A', '3A', '6', '8'] as const),
  openContactSources: mix(['2A', '3A', '6'] as const),
  contactOutcomes: mix(['early-help', 'information-and-advice', 'no-further-action'] as const),
  enquiries: mix(['section-47-joint', 'section-47-single'] as const),
  conferenceCame: mix<readonly ('education' | 'family')[]>([['education', 'family'], ['family'], ['education']]),
  categories: mix<readonly Category[]>([['NEG'], ['NEG'], ['NEG'], ['EMO'], ['EMO'], ['EMO', 'PHY'], ['PHY'], ['SAB']]),
} as const satisfies Record<string, Mix<unknown>>;

/** Factors found at the end of an assessment, in a hundred assessments that found any (C3, England 2018; status V). */
export const factorShares = {
  '3B': 32.2,
  '4B': 26.8,
  '3A': 12.8,
  '4A': 11.9,
  '1B': 13.3,
  '2B': 12.9,
  '5A': 8.6,
  '3C': 6.1,
  '2A': 4.8,
  '6B': 4.8,
} as const satisfies Partial<Record<AssessmentFactor, number>>;

function mix<T>(from: readonly T[], source = unseen, status: RateStatus = 'A'): Mix<T> {
  return { from, source, status };
}
