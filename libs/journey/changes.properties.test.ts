import fc from 'fast-check';
import { anyFact, anyLawfulJourney, asRecorded, corrected, withdrawn } from '#testing';
import { englandTimescales } from '#timescales';
import { journeyLaw, type Journey, type ProposedFact } from './index.ts';

const law = journeyLaw(englandTimescales);

it('tells of a late fact, a withdrawal or a correction exactly the facts whose clocks stand otherwise', () => {
  let told = 0;
  const anyKind = fc.constantFrom('record', 'record', 'withdraw', 'correct');
  fc.assert(
    fc.property(anyLawfulJourney(), anyFact(), fc.nat(), anyKind, (facts, other, place, kind) => {
      const named = facts[place % facts.length] ?? other;
      const moved = { ...named, data: { ...named.data, on: (other.data as { on: string }).on } } as ProposedFact;
      const change = {
        record: { ...other, id: 'change' },
        withdraw: withdrawn(named.id, 'change'),
        correct: corrected(named.id, moved, 'change'),
      }[kind];
      const decision = law.decide(facts.map(asRecorded), [change], { recordedAt: 99, recordedBy: 'u1' });
      if (!decision.ok) return;
      const touched = kind === 'record' ? 'change' : named.id;
      const otherwise = standOtherwise(law.read(facts.map(asRecorded)), decision.journey, touched);
      const changed = decision.changed.map(({ fact, clock }) => `${clock} of ${fact}`);
      expect([...new Set(changed)].sort()).toEqual(otherwise.sort());
      if (changed.length > 0) told += 1;
    }),
    { numRuns: 250 },
  );
  expect(told).toBeGreaterThan(5);
});

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
