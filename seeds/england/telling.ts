import { addDays, type PlainDate } from '#calendar';
import type { FactType, Facts, Proposed } from '#events';
import type { Chance } from '../chance.ts';
import { englandRates } from './rates.ts';
import { drawn, englandSpans, type Span } from './spans.ts';

/** A correction, which names the fact it is about by the fact itself: ids are made when it is recorded. */
export type Later =
  | ({ readonly type: 'FactCorrected'; readonly of: Proposed } & Omit<Facts['FactCorrected'], 'fact'>)
  | ({ readonly type: 'FactWithdrawn'; readonly of: Proposed } & Omit<Facts['FactWithdrawn'], 'fact'>);

/** Facts of one child that are posted together, and when. */
export interface Post {
  /** Milliseconds since 1970 UTC: an office hour of the day it happened, or of a later one. */
  readonly recordedAt: number;
  readonly facts: readonly (Proposed | Later)[];
}

/**
 * Sets down what happened to one child and when somebody typed it. What the order of a case rests on is typed in the order
 * it happened; visits and core groups, on which nothing rests, may be typed weeks late.
 */
export interface Telling {
  /** Facts of one day that are posted together. In whatever order they are told, they are typed in that of their days. */
  readonly tell: (...facts: readonly [Proposed, ...Proposed[]]) => void;
  /** One fact that may be typed late, out of its order. */
  readonly mention: (fact: Proposed) => void;
  /** All posts, in the order typed. */
  readonly posts: () => readonly Post[];
}

const minute = 60_000;
const hour = 60 * minute;
const wholeDay = 24 * hour;

export function telling(chance: Chance): Telling {
  const told: { readonly on: PlainDate; readonly facts: readonly Proposed[] }[] = [];
  const mentioned: Proposed[] = [];
  return {
    tell: (first, ...more) => void told.push({ on: dayOf(first), facts: [first, ...more] }),
    mention: (fact) => void mentioned.push(fact),
    posts() {
      const inTurn: (Post & { readonly on: PlainDate })[] = [];
      let reached = 0;
      let day: PlainDate | undefined;
      for (const { on, facts } of told.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))) {
        // What happened on one day is typed together, late or not.
        const { typedNextDays } = englandRates;
        const typed = on === day ? 0 : typedAt(on, chance, typedNextDays.value, englandSpans.typedNextDays);
        reached = Math.max(reached + minute, typed);
        day = on;
        inTurn.push({ on, recordedAt: reached, facts });
      }
      const posts: Post[] = inTurn.map(({ recordedAt, facts }) => ({ recordedAt, facts }));
      for (const fact of mentioned) {
        // What it happened after, the plan of a core group or the child itself, is typed before it.
        const after = inTurn.findLast(({ on }) => on <= dayOf(fact))?.recordedAt ?? 0;
        const typed = typedAt(dayOf(fact), chance, englandRates.typedLate.value, englandSpans.typedLate);
        posts.push({ recordedAt: Math.max(typed, after + minute), facts: [fact] });
      }
      const corrections = posts.flatMap(({ recordedAt, facts }) =>
        (facts as readonly Proposed[]).flatMap((fact) => correctionsOf(fact, recordedAt, chance)),
      );
      return [...posts, ...corrections].sort((a, b) => a.recordedAt - b.recordedAt);
    },
  };
}

/** An office hour of the day, or of one of so many days after it, so often in a hundred. */
function typedAt(on: PlainDate, chance: Chance, percentLate: number, late: Span): number {
  const later = chance.percent(percentLate) ? drawn(chance, late) : 0;
  return Date.parse(`${addDays(on, later)}T09:00:00Z`) + chance.below(7 * hour);
}

/** A visit typed twice, and the second withdrawn; or a fact read again weeks later and corrected. */
function correctionsOf(fact: Proposed, recordedAt: number, chance: Chance): readonly Post[] {
  const { corrected, withdrawn } = englandRates;
  if (fact.type === 'ChildVisited' && chance.percent(withdrawn.value)) {
    const again: Proposed = { ...fact };
    const why = { why: 'duplicate', note: 'Typed twice.' } as const;
    return [
      { recordedAt: recordedAt + hour, facts: [again] },
      { recordedAt: recordedAt + wholeDay, facts: [{ type: 'FactWithdrawn', of: again, ...why }] },
    ];
  }
  if (!chance.percent(corrected.value)) return [];
  const data = otherwise(fact, chance);
  if (data === undefined) return [];
  const note = 'Found on reading the file.';
  return [
    {
      recordedAt: recordedAt + drawn(chance, englandSpans.correctedAfter) * wholeDay,
      facts: [{ type: 'FactCorrected', of: fact, data, note }],
    },
  ];
}

export function fact<T extends FactType>(type: T, data: Facts[T]): Proposed {
  return { type, data } as Proposed;
}

/** What a fact is corrected to: only what neither the order of the case nor a clock rests on. */
function otherwise(fact: Proposed, chance: Chance): Facts['FactCorrected']['data'] | undefined {
  switch (fact.type) {
    case 'ReferralReceived':
      return { ...fact.data, source: chance.pick(['1A', '2A', '3A', '6']) };
    case 'AssessmentAuthorised':
      return { ...fact.data, factors: ['3B', '4B'] };
    case 'ChildVisited':
      return { ...fact.data, seenAlone: !fact.data.seenAlone };
    case 'ContactReceived':
      return { ...fact.data, source: chance.pick(['1A', '2A', '6', '8']) };
    default:
      return undefined;
  }
}

function dayOf({ type, data }: Proposed): PlainDate {
  if ('on' in data) return data.on;
  throw new TypeError(`A ${type} happens on no day, so it cannot be told as if it did.`);
}
