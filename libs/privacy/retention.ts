import { addMonths, type PlainDate } from '#calendar';
import type { FactType, Ordinary } from '#events';

/** How long an authority keeps a child's record: data that the authority decides, with where each period comes from. */
export interface RetentionSchedule {
  readonly authority: string;
  /** What the authority calls it, with its date. */
  readonly name: string;
  readonly rules: readonly RetentionRule[];
}

export interface RetentionRule {
  readonly name: string;
  /** Whose record it is about. */
  readonly when: RetentionCase;
  /** Of them, whose not. */
  readonly unless?: RetentionCase | undefined;
  readonly years: number;
  /** The day the years are counted from. */
  readonly from: RetentionFrom;
  /** Where it comes from: a regulation, or the authority's own decision. */
  readonly source: string;
}

export const retentionCases = ['always', 'referred', 'in-need', 'on-a-plan', 'looked-after', 'died'] as const;
export type RetentionCase = (typeof retentionCases)[number];

export const retentionStarts = ['birth', 'death', 'last-fact'] as const;
export type RetentionFrom = (typeof retentionStarts)[number];

/** Until when a record must be kept, and by which rule; `unknown` where the day to count from is not recorded. */
export interface Kept {
  readonly rule: RetentionRule;
  /** The last day it is kept. */
  readonly until: PlainDate | 'unknown';
}

/**
 * Every rule that is about this child, with the last day it keeps the record; the longest keeps it. `history` is the
 * child's effective history: what was withdrawn keeps nothing.
 */
export function retained(schedule: RetentionSchedule, history: readonly Ordinary[]): readonly Kept[] {
  const types = new Set<FactType>(history.map(({ type }) => type));
  const isOf = (which: RetentionCase): boolean =>
    tells[which].length === 0 || tells[which].some((type) => types.has(type));
  return schedule.rules
    .filter(({ when, unless }) => isOf(when) && (unless === undefined || !isOf(unless)))
    .map((rule) => {
      const from = dayToCountFrom(rule.from, history);
      return { rule, until: from === undefined ? 'unknown' : addMonths(from, rule.years * 12) };
    });
}

/** The rules that still keep it on this day. A record is kept through the last day, and may go on the day after. */
export function stillKept(kept: readonly Kept[], today: PlainDate): readonly Kept[] {
  return kept.filter(({ until }) => until === 'unknown' || until >= today);
}

/** The facts that make a child one of those a rule is about; none for every child. */
const tells: Readonly<Record<RetentionCase, readonly FactType[]>> = {
  always: [],
  referred: ['ReferralReceived', 'CaseBroughtForward'],
  'in-need': ['ChildInNeedPlanStarted'],
  'on-a-plan': ['PlanStarted', 'OtherAuthorityPlanNoted'],
  'looked-after': ['BecameLookedAfter'],
  died: ['ChildDied'],
};

function dayToCountFrom(from: RetentionFrom, history: readonly Ordinary[]): PlainDate | undefined {
  if (from === 'death') return history.findLast(({ type }) => type === 'ChildDied')?.data.on;
  if (from === 'birth') return birthIn(history);
  return history.reduce<PlainDate | undefined>(
    (latest, { data: { on } }) => (latest === undefined || on > latest ? on : latest),
    undefined,
  );
}

/** The latest told. A child who was expected and of whom no birth is told has none. */
function birthIn(history: readonly Ordinary[]): PlainDate | undefined {
  return history.reduce<PlainDate | undefined>((known, { data }) => {
    const told = 'dateOfBirth' in data ? data.dateOfBirth : undefined;
    return told ?? known;
  }, undefined);
}
