import fc from 'fast-check';
import { effectiveHistory, type Recorded } from '#history';
import { englandTimescales } from '#timescales';
import { anyFacts, correcting, day, dayZero, recorded, told, withdrawing } from '#testing';
import { foldRows } from './fold-rows.ts';
import { rowKinds, sameRow } from './row-columns.ts';
import { stillKnown, type Row } from './rows.ts';
import { startKnowledge, versions, type RowVersion } from './versions.ts';

const read = (facts: readonly Recorded[]): readonly RowVersion[] => versions(englandTimescales, facts);
const rowsOf = (facts: readonly Recorded[]): Row[] => [
  ...foldRows(englandTimescales, effectiveHistory(facts)).rows.values(),
];

/** The instant each fact became known: the running maximum. */
function knownAt(facts: readonly Recorded[]): number[] {
  let known = 0;
  return facts.map(({ recordedAt }) => (known = Math.max(known, recordedAt)));
}

const inOrder = <T>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const knownOf = (all: readonly RowVersion[], at: number): Row[] =>
  all.filter(({ knownFrom, knownTo }) => knownFrom <= at && at < knownTo).map(({ row }) => row);

describe('what was known of a child', () => {
  it('at any instant is what its facts recorded by then fold to', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyFacts(), (facts) => {
        const all = read(facts);
        for (const { row } of all) kinds.add(row.kind);
        const instants = knownAt(facts);
        for (const at of [dayZero - 1, ...instants.flatMap((known) => [known - 1, known])]) {
          const by = facts.filter((_, index) => (instants[index] ?? 0) <= at);
          expect(inOrder(knownOf(all, at))).toEqual(inOrder(rowsOf(by)));
        }
      }),
      { numRuns: 300 },
    );
    expect([...kinds].sort()).toEqual([...rowKinds].sort());
  });

  it('never overlaps, is never empty, and changes from one version to the next', () => {
    fc.assert(
      fc.property(anyFacts(), (facts) => {
        const all = read(facts);
        for (const place of new Set(all.map(({ row }) => `${row.kind} ${row.key}`))) {
          const list = all.filter(({ row }) => `${row.kind} ${row.key}` === place);
          for (const [index, version] of list.entries()) {
            expect(version.knownFrom).toBeLessThan(version.knownTo);
            const next = list[index + 1];
            if (next === undefined) continue;
            expect(next.knownFrom).toBeGreaterThanOrEqual(version.knownTo);
            if (next.knownFrom === version.knownTo) expect(sameRow(next.row, version.row)).toBe(false);
          }
        }
      }),
    );
  });

  it('comes to the same however its facts arrive in pieces, even within one instant', () => {
    fc.assert(
      fc.property(anyFacts(), fc.array(fc.nat(30), { maxLength: 4 }), (facts, cuts) => {
        let stored: RowVersion[] = [];
        const ends = [...cuts.map((cut) => Math.min(cut, facts.length)), facts.length].sort((a, b) => a - b);
        for (const [index, end] of ends.entries()) {
          const knowledge = startKnowledge(englandTimescales);
          const start = ends[index - 1] ?? 0;
          for (const fact of facts.slice(0, start)) knowledge.learn(fact);
          knowledge.mark();
          for (const fact of facts.slice(start, end)) knowledge.learn(fact);
          stored = write(stored, knowledge.changes());
        }
        expect(inOrder(stored)).toEqual(inOrder(read(facts)));
      }),
      { numRuns: 300 },
    );
  });

  it('is as before once a fact recorded and withdrawn at once is gone', () => {
    fc.assert(
      fc.property(anyFacts(), anyFacts('extra', 1), (facts, [extra]) => {
        fc.pre(extra !== undefined);
        const at = Math.max(dayZero, ...facts.map(({ recordedAt }) => recordedAt)) + 1;
        const added = { ...extra, revision: facts.length, recordedAt: at } as Recorded;
        const [taken] = recorded([withdrawing(added.id)], 'taken');
        const both = [...facts, added, { ...taken, revision: facts.length + 1, recordedAt: at } as Recorded];
        expect(inOrder(read(both))).toEqual(inOrder(read(facts)));
      }),
    );
  });
});

/** Stored versions with these changes written, as a table keyed by row and instant would. */
function write(
  stored: readonly RowVersion[],
  { gone, closed, opened }: ReturnType<ReturnType<typeof startKnowledge>['changes']>,
): RowVersion[] {
  const place = ({ row, knownFrom }: RowVersion): string => `${row.kind} ${row.key} ${String(knownFrom)}`;
  const table = new Map(stored.map((version) => [place(version), version]));
  for (const version of gone) expect(table.delete(place(version))).toBe(true);
  for (const version of closed) {
    expect(table.has(place(version))).toBe(true);
    table.set(place(version), { ...version });
  }
  for (const version of opened) {
    expect(table.has(place(version))).toBe(false);
    table.set(place(version), { ...version });
  }
  return [...table.values()];
}

describe('a correction', () => {
  const facts = [
    told('ReferralReceived', '2017-01-09', {}, 'first'),
    told('ReferralDecided', '2017-01-10', { decision: 'no-further-action' }),
    told('ReferralReceived', '2018-01-10', {}, 'second'),
    correcting('second', told('ReferralReceived', '2018-01-09')),
  ];

  it('moves a re-referral into the twelve months from the instant it was recorded, and leaves what was known before', () => {
    const second = read(recorded(facts)).filter(({ row }) => row.key === 'second');
    expect(
      second.map(({ row, knownFrom, knownTo }) => [
        row.kind === 'referral' && row.monthsSincePrevious,
        knownFrom,
        knownTo,
      ]),
    ).toEqual([
      [13, dayZero + 2 * day, dayZero + 3 * day],
      [12, dayZero + 3 * day, stillKnown],
    ]);
  });

  it('is among the facts the row rests on', () => {
    const second = read(recorded(facts)).findLast(({ row }) => row.key === 'second');
    expect(second?.row.sources).toEqual(['second', 'c-3', 'first']);
  });

  it('of a clock set back makes nothing known earlier', () => {
    const late = recorded([
      { ...told('ReferralReceived', '2018-01-10'), recordedAt: 5_000 },
      { ...told('CaseClosed', '2018-02-01'), recordedAt: 4_000 },
    ]);
    const referrals = read(late).filter(({ row }) => row.kind === 'referral');
    expect(referrals).toMatchObject([{ knownFrom: 5_000, knownTo: stillKnown, row: { closedOn: '2018-02-01' } }]);
  });
});
