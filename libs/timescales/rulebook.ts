import { england, type Calendar, type PlainDate } from '#calendar';
import { duties, dutyNames } from './duties.ts';
import type { Duty } from './duty.ts';
import { englandRules, englandRulesWith, singleAssessments } from './packs.ts';
import type { ConferenceQuorum } from './quorum.ts';
import type { Limit, Rule } from './rule.ts';
import { englandTimescales, fingerprint, timescales, type Timescales } from './timescales.ts';

/** What one authority decides for itself, where no national rule exists. */
export interface LocalRules {
  readonly authority: string;
  /** The day its own protocol put the single assessment in the place of initial and core assessments. */
  readonly singleAssessmentsFrom?: PlainDate;
  readonly rules: readonly LocalRule[];
  readonly conferenceQuorum: readonly ConferenceQuorum[];
  /** Of a draft that is tried and not judged by: limits to stand in the place of national ones, each from its day on. */
  readonly national?: readonly LocalRule[];
}

export interface LocalRule {
  readonly duty: Duty;
  readonly inForce: Rule['inForce'];
  readonly limit: Exclude<Limit, 'none'>;
  readonly source: string;
}

/** The timescales of every authority: England's, with its own rules where it has any. */
export interface Rulebook {
  readonly calendar: Calendar;
  /** Names all that any authority's due days depend on: it changes whenever any of that does. */
  readonly reading: string;
  readonly of: (authority: string) => Timescales;
  /** The local rules it was made of, from which another thread can make the same again; absent where it was made otherwise. */
  readonly local?: readonly LocalRules[];
}

/** Brings the local rules of authorities together with England's. Throws `UnreliableRules`, listing every fault. */
export function rulebook(local: readonly LocalRules[]): Rulebook {
  const known = new Map(local.map((own) => [own.authority, withLocal(own)]));
  const readings = [...known].map(([authority, { reading }]) => `${authority} ${reading}`).sort();
  const { calendar, reading } = englandTimescales;
  return {
    calendar,
    reading: known.size === 0 ? reading : `${reading}+local.${fingerprint(readings)}`,
    of: (authority) => known.get(authority) ?? englandTimescales,
    local,
  };
}

/** One set of timescales for every authority. */
export function sameForAll(all: Timescales): Rulebook {
  return { calendar: all.calendar, reading: all.reading, of: () => all };
}

/** England's rules and nobody's own: what stands where no file of local rules is named. */
export const nationalRules: Rulebook = { ...sameForAll(englandTimescales), local: [] };

/** The duties that a national rule times by a length, which a draft may change. */
export const draftDuties: readonly Duty[] = dutyNames.filter(
  (duty) =>
    duties[duty].shown &&
    englandRules.some((rule) => rule.duty === duty && rule.limit !== 'none' && !('untilNamed' in rule.limit)),
);

function withLocal({
  authority,
  singleAssessmentsFrom,
  rules,
  conferenceQuorum,
  national: drafted = [],
}: LocalRules): Timescales {
  const edition = `local-${authority}`;
  const own = rules.map(({ duty, inForce, limit, source }): Rule => {
    const id = `${duties[duty].timescale}@${edition}-${inForce.from}`;
    // Nobody here has read the authority's own document: the rule is as whoever wrote the file says it is.
    return { id, duty, edition, inForce, limit, force: 'local', source, status: 'R' };
  });
  const national = englandRulesWith(singleAssessmentsFrom ?? singleAssessments.byDefault);
  return timescales(england, [...drafted.reduce(redrafted, national), ...own], conferenceQuorum);
}

/**
 * National rules with another limit for a duty from a day on, and up to its last day where it has one. It is the limit of
 * a later one of the same duty too, which counts from its own start.
 */
function redrafted(rules: readonly Rule[], { duty, inForce, limit, source }: LocalRule): readonly Rule[] {
  const { from, to } = inForce;
  return rules.flatMap((rule): Rule[] => {
    if (rule.duty !== duty || rule.limit === 'none' || 'untilNamed' in rule.limit) return [rule];
    const within = {
      from: rule.inForce.from > from ? rule.inForce.from : from,
      to: earlier(rule.inForce.to, to),
    };
    if (within.to !== null && within.to <= within.from) return [rule];
    const drafted: Rule = {
      ...rule,
      id: `${rule.id}-draft-${from}`,
      inForce: within,
      limit,
      force: 'local',
      source,
      status: 'R',
    };
    const before = rule.inForce.from < from ? [{ ...rule, inForce: { from: rule.inForce.from, to: from } }] : [];
    const isCut = to !== null && (rule.inForce.to === null || rule.inForce.to > to);
    const after = isCut ? [{ ...rule, id: `${rule.id}-after-${to}`, inForce: { from: to, to: rule.inForce.to } }] : [];
    return [...before, drafted, ...after];
  });
}

/** The earlier of two ends; null is no end. */
function earlier(a: PlainDate | null, b: PlainDate | null): PlainDate | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
