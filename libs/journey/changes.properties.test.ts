import fc from 'fast-check';
import { addDays, type PlainDate } from '#calendar';
import { anyFact, anyLawfulJourney, asRecorded, corrected, withdrawn } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyLaw, type Changed, type Journey, type ProposedFact } from './index.ts';

const law = journeyLaw(englandTimescales);

it('tells of a late fact, a withdrawal or a correction exactly the facts whose clocks stand otherwise', () => {
  let told = 0;
  let toldOfItself = 0;
  const anyKind = fc.constantFrom('record', 'record', 'withdraw', 'correct', 'nudge', 'nudge');
  fc.assert(
    fc.property(anyLawfulJourney(), anyFact(), fc.nat(), anyKind, (facts, other, place, kind) => {
      const named = facts[place % facts.length] ?? other;
      const moved = { ...named, data: { ...named.data, on: (other.data as { on: string }).on } } as ProposedFact;
      const change = {
        record: { ...other, id: 'change' },
        withdraw: withdrawn(named.id, 'change'),
        correct: corrected(named.id, moved, 'change'),
        nudge: corrected(named.id, nextDay(named), 'change'),
      }[kind];
      const decision = law.decide(facts.map(asRecorded), [change], { recordedAt: 99, recordedBy: 'u1' });
      if (!decision.ok) return;
      const touched = kind === 'record' ? 'change' : named.id;
      const before = law.read(facts.map(asRecorded));
      const otherwise = standOtherwise(before, decision.journey, touched);
      const changed = decision.changed.map(({ fact, clock }) => `${clock} of ${fact}`);
      const ofOthers = changed.filter((each) => !each.endsWith(` of ${touched}`));
      expect([...new Set(ofOthers)].sort()).toEqual(otherwise.sort());
      if (ofOthers.length > 0) told += 1;
      if (kind === 'record') expect(changed).toEqual(ofOthers);
      else {
        const gone = movedOrGone(before, decision.journey, touched).filter((each) => !tellsOf(decision.changed, each));
        expect(gone).toEqual([]);
        if (changed.length > ofOthers.length) toldOfItself += 1;
      }
      for (const { before: was, after: is } of decision.changed) expect(was).not.toEqual(is);
    }),
    { numRuns: 250 },
  );
  expect(told).toBeGreaterThan(5);
  expect(toldOfItself).toBeGreaterThan(5);
});

/** The same a day later, which the order of things more often allows than another day altogether. */
function nextDay(fact: ProposedFact): ProposedFact {
  const { on } = fact.data as { on: PlainDate };
  return { ...fact, data: { ...fact.data, on: addDays(on, 1) } } as ProposedFact;
}

/** A clock by its duty and day due, before and after; null where it is not there, or nobody need be told of it. */
interface MovedOrGone {
  readonly clock: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The clocks that the fact starts, whoever stops them, and whose due day a withdrawal or correction moves or takes away. */
function movedOrGone(before: Journey, after: Journey, touched: string): MovedOrGone[] {
  const [was, is] = [startedBy(before, touched), startedBy(after, touched)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((clock) => {
    const [one, other] = [was.get(clock), is.get(clock)];
    if (one?.due === other?.due) return [];
    const due = (each: OfJourney | undefined, elsewhere: Journey): string | null =>
      each === undefined || isTakenOver(each, elsewhere) ? null : String(each.due);
    return [{ clock, before: due(one, after), after: due(other, before) }];
  });
}

type OfJourney = Journey['clocks'][number];

function startedBy({ clocks }: Journey, fact: string): Map<string, OfJourney> {
  return new Map(clocks.flatMap((each) => (each.startedBy === fact ? [[each.duty, each]] : [])));
}

/**
 * Of two discussions, or two conferences, of one day the second begins the duty once the first is no more, and whoever
 * stopped the clock of the one then stops that of the other, which is due the same day: for it nothing is otherwise.
 */
function isTakenOver(clock: OfJourney, elsewhere: Journey): boolean {
  if (!('how' in clock)) return false;
  const { duty, startedOn, due, stoppedBy, stoppedOn, how } = clock;
  return elsewhere.clocks.some(
    (each) =>
      'how' in each &&
      each.startedBy !== clock.startedBy &&
      each.duty === duty &&
      each.startedOn === startedOn &&
      each.due === due &&
      each.stoppedBy === stoppedBy &&
      each.stoppedOn === stoppedOn &&
      each.how === how,
  );
}

/** What stood before is told of as before, and what stands after as after: a fact that stops another clock now tells both at once. */
function tellsOf(changed: readonly Changed[], { clock, before, after }: MovedOrGone): boolean {
  const tells = (due: string | null, side: 'before' | 'after'): boolean =>
    due === null || changed.some((each) => each.clock === clock && String(each[side]?.due) === due);
  return tells(before, 'before') && tells(after, 'after');
}

/** The clocks, each of the fact that stopped it or else started it, that differ; none of the fact that is proposed. */
function standOtherwise(before: Journey, after: Journey, touched: string): string[] {
  const was = ownedClocks(before);
  const is = ownedClocks(after);
  const owners = new Set([...was.stopped.keys(), ...is.stopped.keys(), ...was.running.keys(), ...is.running.keys()]);
  return [...owners].filter((owner) => {
    if (owner.endsWith(` of ${touched}`)) return false;
    if (was.stopped.get(owner) !== is.stopped.get(owner)) return true;
    // That the proposed fact stops a running clock is what it is for.
    if (was.running.has(owner) && is.stoppedBy.get(owner) === touched) return false;
    return was.running.get(owner) !== is.running.get(owner);
  });
}

interface Owned {
  /** How the clocks stood that a fact stopped, by duty and fact. */
  readonly stopped: ReadonlyMap<string, string>;
  /** The clock a fact started that still runs, and who stopped it where it does not. */
  readonly running: ReadonlyMap<string, string>;
  readonly stoppedBy: ReadonlyMap<string, string>;
}

function ownedClocks({ clocks }: Journey): Owned {
  const stopped = new Map<string, string>();
  const running = new Map<string, string>();
  const stoppedBy = new Map<string, string>();
  for (const clock of clocks) {
    const { duty, startedBy, startedOn, due } = clock;
    if ('how' in clock) {
      const late =
        clock.dueAt !== undefined && clock.stoppedAt !== undefined ? clock.stoppedAt > clock.dueAt : undefined;
      const isLate = late ?? (due !== null && due !== 'unknown' && clock.stoppedOn > due);
      const owner = `${duty} of ${clock.stoppedBy}`;
      const stands = `${clock.how} ${isLate ? 'late' : 'in time'} from ${startedOn} due ${String(due)}`;
      stopped.set(owner, [stopped.get(owner) ?? '', stands].sort().join('; '));
      stoppedBy.set(`${duty} of ${startedBy}`, clock.stoppedBy);
    } else running.set(`${duty} of ${startedBy}`, `from ${startedOn} due ${String(due)}`);
  }
  return { stopped, running, stoppedBy };
}
