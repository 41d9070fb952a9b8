import fc from 'fast-check';
import { addDays, londonDate, plainDate } from '#calendar';
import { startKnowledge, stillKnown } from '#measures';
import { openReadModel } from '#readmodel';
import {
  anyFacts,
  anyLawfulJourney,
  correcting,
  day,
  dayZero,
  growingRows,
  recorded,
  withdrawing,
  type Told as Fact,
  inEachDatabase,
} from '#testing';
import { englandTimescales } from '#timescales';
import { cursorIn, textOf, type Cursor } from './cursor.ts';
import { farBehind, tellFrom, type Told } from './telling.ts';
import { stateAt } from './turns.ts';

/** What was told, in whichever database: few stories are tried in each. */
const types = new Set<string>();

inEachDatabase('what a stream tells', ({ fresh, runs }) => {
  const beginning: Cursor = { position: 0, instant: dayZero - 4000 * day, told: 0 };

  /** A stream over rows that grow: what it tells from a cursor at a time. */
  async function stream() {
    const url = fresh();
    const rows = await growingRows(url);
    const model = openReadModel({ url });
    return {
      rows,
      async tell(from: Cursor, now: number) {
        const telling = await model.at((snapshot) => tellFrom(snapshot, englandTimescales, '855', from, now));
        if (telling === farBehind) throw new Error('Nothing here lies so far behind.');
        return telling;
      },
      async close() {
        await model.close();
        await rows.close();
      },
    };
  }

  /** How each clock stands by what was told of it: what a listener who missed nothing believes. */
  function believed(turns: readonly Told[]): Map<string, { state: string; by: string }> {
    const clocks = new Map<string, { state: string; by: string }>();
    const seen = new Set<string>();
    for (const { id, child, row, type, gone, at } of turns) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      const of = `${child} ${row.key}`;
      const known = clocks.get(of);
      // Nobody is told twice running that a clock stands as it did, nor of a clock that was never told of.
      if (type === 'started') expect(known).toBeUndefined();
      else expect(known).toBeDefined();
      // A clock moved says how it stands since, and is told due soon or overdue as well where it was not before.
      if (type !== 'started' && type !== 'moved' && known?.by !== 'moved') expect(known?.state).not.toBe(type);
      if (gone === true) clocks.delete(of);
      else if (type === 'started') clocks.set(of, { state: 'running', by: type });
      else if (type === 'moved') clocks.set(of, { state: stateAt(row, at), by: type });
      else clocks.set(of, { state: type, by: type });
    }
    return clocks;
  }

  function latestDay({ data }: Fact): string {
    const { on = '', data: corrected } = data as { readonly on?: string; readonly data?: { readonly on: string } };
    return corrected?.on ?? on;
  }

  /** How each clock stands by the facts. */
  function standing(children: ReadonlyMap<string, readonly Fact[]>, now: number): Map<string, string> {
    const states = new Map<string, string>();
    for (const [child, facts] of children) {
      const knowledge = startKnowledge(englandTimescales);
      for (const fact of recorded(facts, child)) knowledge.learn(fact);
      for (const { row, knownTo } of knowledge.versions()) {
        if (row.kind === 'clock' && knownTo === stillKnown) states.set(`${child} ${row.key}`, stateAt(row, now));
      }
    }
    return states;
  }

  /** A lawful journey of a child, with some of its facts withdrawn or moved to another day soon after. */
  function anyStory(child: string): fc.Arbitrary<Fact[]> {
    const change = fc.record({ of: fc.nat(), after: fc.nat(3), to: fc.option(fc.nat(30)) });
    return fc.tuple(anyLawfulJourney(16), fc.array(change, { maxLength: 3 })).map(([journey, changes]) => {
      const facts: Fact[] = journey.map((fact) => ({ ...fact, id: `${child}-${fact.id}` }));
      for (const { of, after, to } of changes) {
        const place = of % journey.length;
        const named = facts[place];
        if (named?.id === undefined || named.type === 'FactWithdrawn' || named.type === 'FactCorrected') continue;
        const on = to === null ? undefined : addDays(plainDate('2026-01-05'), to);
        const changing =
          on === undefined ? withdrawing(named.id) : correcting(named.id, { ...named, data: { ...named.data, on } });
        facts.splice(place + 1 + after, 0, { ...changing, id: `${child}-x${String(facts.length)}` });
      }
      return facts;
    });
  }

  const story = fc.record({
    children: fc.tuple(anyStory('a'), anyStory('b'), anyStory('c')),
    /** Whose fact is recorded next, how long after the one before, and whether the stream looks then. */
    steps: fc.array(
      fc.record({ child: fc.nat(2), hours: fc.constantFrom(0, 1, 5, 24, 60, 200), looks: fc.boolean() }),
      {
        minLength: 20,
        maxLength: 42,
      },
    ),
  });

  it('a listener who is cut off anywhere and goes on is told everything once, and believes what is so', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.infiniteStream(fc.nat(7)), async ({ children, steps }, cuts) => {
        const told = await stream();
        try {
          const all = children.map((facts, index) => ({ child: 'abc'[index] ?? '', facts: [...facts] }));
          const known = new Map<string, Fact[]>();
          const turns: Told[] = [];
          let cursor = beginning;
          let now = Date.parse('2026-01-05T09:00:00Z');
          const look = async (): Promise<void> => {
            for (;;) {
              const telling = await told.tell(cursor, now);
              const taken = telling.turns.slice(0, Number(cuts.next().value));
              const isCut = taken.length < telling.turns.length;
              turns.push(...taken);
              // Cut off, the listener names the last message read; what it had not read is told again from there.
              cursor = isCut ? (taken.at(-1)?.cursor ?? cursor) : telling.cursor;
              cursor = cursorIn(textOf(cursor)) ?? beginning;
              if (!isCut) return;
              if (taken.length > 0) return;
            }
          };
          for (const { child, hours, looks } of steps) {
            now += hours * 3_600_000;
            const [next] = all[child]?.facts ?? [];
            // Nothing is recorded before it happened.
            if (next !== undefined && latestDay(next) <= londonDate(now)) {
              all[child]?.facts.shift();
              const { child: name } = all[child] ?? { child: '' };
              const fact = { ...next, recordedAt: now };
              known.set(name, [...(known.get(name) ?? []), fact]);
              await told.rows.tell('855', name, fact);
            }
            if (looks) await look();
          }
          now += 300 * day;
          for (let last = ''; last !== textOf(cursor);) {
            last = textOf(cursor);
            await look();
          }
          for (const { type } of turns) types.add(type);
          const states = new Map([...believed(turns)].map(([of, { state }]) => [of, state]));
          const truth = standing(known, now);
          for (const [of, state] of truth) {
            // That a day beyond the known bank holidays is unknown is told with the start.
            if (state !== 'unknown') expect([of, states.get(of)]).toEqual([of, state]);
          }
          expect([...states.keys()].sort()).toEqual([...truth.keys()].sort());
        } finally {
          await told.close();
        }
      }),
      { numRuns: runs(25) },
    );
  }, 120_000);

  it('tells the same after any message, whenever it is asked again', async () => {
    await fc.assert(
      fc.asyncProperty(anyFacts('a', 20, 6), anyFacts('b', 20, 6), async (one, other) => {
        const told = await stream();
        try {
          await told.rows.tell('855', 'a', ...one);
          await told.rows.tell('855', 'b', ...other);
          const now = dayZero + 100 * day;
          const { turns } = await told.tell(beginning, now);
          for (const [index, { cursor }] of turns.entries()) {
            const rest = await told.tell(cursorIn(textOf(cursor)) ?? beginning, now);
            expect(rest.turns.map(({ id }) => id)).toEqual(turns.slice(index + 1).map(({ id }) => id));
          }
        } finally {
          await told.close();
        }
      }),
      { numRuns: runs(10) },
    );
  });
});

it('told everything there is to tell, among the stories that were tried', () => {
  const all = ['cancelled', 'due-soon', 'met', 'met-late', 'missed', 'moved', 'overdue', 'started'];
  expect([...types].sort()).toEqual(all);
});
