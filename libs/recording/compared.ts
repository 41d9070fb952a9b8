import { isDeepStrictEqual } from 'node:util';
import { effectiveHistory, type Effective, type Recorded } from '#history';
import type { PlainDate } from '#calendar';
import type { OpeningKeys } from '#privacy';
import { journeyStream } from '#store';
import { clockState, type Clock, type ClockState, type StoppedClock } from '#timescales';
import { factsRead, knownFacts, type FactRead } from './facts-read.ts';
import { clockRead, dayOfView, type JourneyAsked, type Stopped } from './journey-read.ts';
import { ofOtherChildren, withoutOthers } from './others.ts';
import { openedFact, waymarkItself, type Reader } from './opening.ts';
import { readPast } from './past.ts';
import { personalOf } from './personal.ts';
import type { RecorderParts } from './recorder.ts';
import type { AnsweredClock, ChildOf } from './request.ts';

/** One moment a journey is read of. */
export type Moment = Pick<JourneyAsked, 'knownAt' | 'happenedBy'>;

export interface ComparisonAsked extends ChildOf {
  readonly from: Moment;
  readonly to: Moment;
  readonly unmasked?: boolean | undefined;
  /** Whom the texts are opened to. */
  readonly reader: Reader;
}

/** What is otherwise at one moment than at another. */
export interface Comparison extends ChildOf {
  readonly standing: { readonly from: string; readonly to: string };
  readonly facts: {
    /** Part of the journey at the second moment and not at the first. */
    readonly added: readonly FactRead[];
    /** Part of it at the first and no more at the second: withdrawn, or not yet happened by that day. */
    readonly gone: readonly FactRead[];
    /** Part of it at both, with other data: corrected between. As recorded, and the data as it stood at each. */
    readonly changed: readonly { readonly fact: FactRead; readonly onFrom: PlainDate; readonly onTo: PlainDate }[];
  };
  readonly clocks: readonly ClockCompared[];
}

export interface ClockCompared {
  readonly clock: Clock['duty'];
  /** The fact that started it. */
  readonly startedBy: string;
  /** Null where there was no such clock at that moment. */
  readonly from: ClockThen | null;
  readonly to: ClockThen | null;
}

type ClockThen = AnsweredClock & Stopped & { readonly state: ClockState };

/** Compares a journey at two moments, each as known at an instant, as happened by a day, or both. Undefined of a child never heard of. */
export async function compareMoments(parts: RecorderParts, asked: ComparisonAsked): Promise<Comparison | undefined> {
  const { authority, child, reader, unmasked } = asked;
  const { facts } = await readPast(parts.store, journeyStream(authority, child));
  if (facts.length === 0) return undefined;
  const keys = await parts.keys.keysOf(authority, child);
  const legible = opened(keys, { authority, child }, facts);
  const [from, to] = [asked.from, asked.to].map((moment) =>
    momentOf(parts, { authority, child, reader, unmasked, ...moment }, legible),
  );
  if (from === undefined || to === undefined) return undefined;
  const read = new Map(
    factsRead(keys, { authority, child, reader, unmasked }, facts, facts, ofOtherChildren(facts).masked).map((fact) => [
      fact.id,
      fact,
    ]),
  );
  const shown = (histories: readonly Effective[]): readonly FactRead[] =>
    histories.flatMap(({ id }) => read.get(id) ?? []);
  const before = new Map(from.history.map((fact) => [fact.id, fact]));
  const after = new Map(to.history.map((fact) => [fact.id, fact]));
  return {
    authority,
    child,
    standing: { from: from.standing, to: to.standing },
    facts: {
      added: shown(to.history.filter(({ id }) => !before.has(id))),
      gone: shown(from.history.filter(({ id }) => !after.has(id))),
      changed: to.history.flatMap(({ id, data }) => {
        const [was, fact] = [before.get(id), read.get(id)];
        if (was === undefined || fact === undefined || isDeepStrictEqual(was.data, data)) return [];
        return [{ fact, onFrom: was.data.on, onTo: data.on }];
      }),
    },
    clocks: clocksCompared(from.clocks, to.clocks),
  };
}

/**
 * The facts with their texts opened, for whatever is told of them: a correction seals anew what it leaves as it was, and two
 * seals of one text are never alike. Nobody is told a text by it, only that it changed.
 */
function opened(keys: OpeningKeys, of: ChildOf, facts: readonly Recorded[]): readonly Recorded[] {
  return facts.map((fact) => {
    const { data } = openedFact(keys, waymarkItself, { ...of, fact: fact.id }, personalOf(fact, facts), fact.data);
    return { ...fact, data } as Recorded;
  });
}

interface JourneyThen {
  readonly standing: string;
  readonly history: readonly Effective[];
  readonly clocks: ReadonlyMap<string, { readonly clock: Clock | StoppedClock; readonly then: ClockThen }>;
}

function momentOf(parts: RecorderParts, asked: JourneyAsked, whole: readonly Recorded[]): JourneyThen {
  const known = knownFacts(whole, asked);
  const told = asked.unmasked === true ? known : withoutOthers(known, whole, ofOtherChildren(whole));
  const journey = parts.laws(asked.authority).read(told, asked.happenedBy);
  const on = dayOfView(parts, asked);
  const at = asked.happenedBy === undefined ? (asked.knownAt ?? parts.now()) : undefined;
  const history = effectiveHistory(told).filter(
    ({ data }) => asked.happenedBy === undefined || data.on <= asked.happenedBy,
  );
  const clocks = journey.clocks.map((clock): [string, { clock: typeof clock; then: ClockThen }] => [
    `${clock.duty} ${clock.startedBy}`,
    { clock, then: { ...clockRead(clock), state: clockState(clock, on, at) } },
  ]);
  return { standing: journey.standing, history, clocks: new Map(clocks) };
}

function clocksCompared(from: JourneyThen['clocks'], to: JourneyThen['clocks']): readonly ClockCompared[] {
  return [...new Map([...from, ...to])].flatMap(([key, { clock }]) => {
    const compared = {
      clock: clock.duty,
      startedBy: clock.startedBy,
      from: from.get(key)?.then ?? null,
      to: to.get(key)?.then ?? null,
    };
    return JSON.stringify(compared.from) === JSON.stringify(compared.to) ? [] : [compared];
  });
}
