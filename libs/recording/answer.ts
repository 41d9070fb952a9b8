import { londonInstant } from '#calendar';
import { isCorrectionType, type FactType, type Ordinary } from '#events';
import type { Recorded } from '#history';
import type { Decision, Journey } from '#journey';
import type { Clock, StoppedClock } from '#timescales';
import type { Role } from '#access';
import type { Answer, AnsweredClock, AnsweredFact, ChildOf } from './request.ts';

/** What a decision did beside letting the facts in. */
export type Effects = Pick<Extract<Decision, { ok: true }>, 'missed' | 'changed' | 'reasonOwed'>;

export const noEffects: Effects = { missed: [], changed: [], reasonOwed: [] };

/** The answer to a request, from the journey its facts led to. */
export function answerOf(
  { authority, child }: ChildOf,
  place: { readonly revision: number | null; readonly position: number | null },
  answered: readonly AnsweredFact[],
  journey: Journey,
  { missed, changed, reasonOwed }: Effects,
  owed: readonly (readonly Role[] | undefined)[] = [],
): Answer {
  const facts = answered.map((fact, index) => (owed[index] === undefined ? fact : { ...fact, ...isOwed }));
  return {
    authority,
    child,
    ...place,
    facts,
    missed,
    changed,
    reasonOwed: [...new Set(reasonOwed.map(({ code }) => code))],
    ...countersignatures(facts, owed),
    clocks: journey.clocks.filter(isRunning).map(answeredClock),
    next: journey.next,
  };
}

const isOwed = { countersignatureOwed: true } as const;

function countersignatures(
  facts: readonly AnsweredFact[],
  owed: readonly (readonly Role[] | undefined)[],
): Pick<Answer, 'countersignatureOwed'> {
  const listed = facts.flatMap(({ id, type }, index) => {
    const by = owed[index];
    return by === undefined ? [] : [{ fact: id, type, by }];
  });
  return listed.length === 0 ? {} : { countersignatureOwed: listed };
}

export function answeredFact({
  id,
  type,
  data,
  recordedAt,
}: Pick<Recorded, 'id' | 'type' | 'data' | 'recordedAt'>): AnsweredFact {
  return { id, type, ...dayOf(type, data), recordedAt: new Date(recordedAt).toISOString() };
}

function isRunning(clock: Clock | StoppedClock): boolean {
  return !('stoppedOn' in clock);
}

export function answeredClock({ duty, startedOn, due, dueAt, rule }: Clock): AnsweredClock {
  return { clock: duty, startedOn, due, ...(dueAt !== undefined && { dueAt: londonInstant(dueAt) }), rule };
}

function dayOf(type: FactType, data: Recorded['data']): Pick<AnsweredFact, 'on'> {
  return isCorrectionType(type) ? {} : { on: (data as Ordinary['data']).on };
}
