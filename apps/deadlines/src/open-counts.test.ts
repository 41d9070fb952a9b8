import fc from 'fast-check';
import { addDays, londonTimeToInstant, plainDate } from '#calendar';
import { openReadModel, type ClockCount, type Moment } from '#readmodel';
import { anyFacts, growingRows, inEachDatabase, told } from '#testing';
import { englandTimescales } from '#timescales';
import { OpenCounts } from './open-counts.ts';

/** How often counts were kept for the day asked, in whichever database: few runs are made in each. */
let answered = 0;

inEachDatabase('counts that are kept', ({ fresh, runs }) => {
  const inOrder = (counts: readonly ClockCount[]) =>
    counts
      .map((count) =>
        JSON.stringify([count.duty, count.team, count.overdue, count.dueSoon, count.running, count.unknown]),
      )
      .sort();

  it('counts kept while facts come are those of the database, on every day they answer for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anyFacts('a', 12, 4), anyFacts('b', 12, 4)),
        fc.array(fc.nat(1), { minLength: 24, maxLength: 24 }),
        async (children, turns) => {
          const url = fresh();
          const rows = await growingRows(url);
          const model = openReadModel({ url });
          const counts = new OpenCounts();
          try {
            for (const turn of turns) {
              const fact = children[turn]?.shift();
              if (fact === undefined) continue;
              await rows.tell('855', 'ab'[turn] ?? 'a', fact);
              for (const on of ['2017-06-01', '2018-12-01', '2029-01-01']) {
                const day = addDays(plainDate(on), turn);
                const moment: Moment = { day, instant: londonTimeToInstant(day, '00:00'), isInstant: false };
                const [kept, counted] = await model.at(async (snapshot) => [
                  await counts.at(snapshot, '855', englandTimescales, moment),
                  await snapshot.clockCounts('855', moment),
                ]);
                if (kept === undefined) continue;
                answered += 1;
                expect(inOrder(kept)).toEqual(inOrder(counted));
              }
            }
          } finally {
            await model.close();
            await rows.close();
          }
        },
      ),
      { numRuns: runs(15) },
    );
  });

  it('are counted anew where rows were made anew, of a store put back from an older copy that grew past what was counted', async () => {
    const counts = new OpenCounts();
    const day = plainDate('2026-03-02');
    const moment: Moment = { day, instant: londonTimeToInstant(day, '00:00'), isInstant: false };
    for (const [on, children] of [
      ['2026-01-05', ['lost']],
      ['2026-03-02', ['one', 'other']],
    ] as const) {
      const url = fresh();
      const rows = await growingRows(url);
      const model = openReadModel({ url });
      try {
        for (const child of children) {
          await rows.tell('855', child, told('ChildRegistered', on), told('ReferralReceived', on));
        }
        const [kept = [], counted] = await model.at(async (snapshot) => [
          await counts.at(snapshot, '855', englandTimescales, moment),
          await snapshot.clockCounts('855', moment),
        ]);
        expect(counted.length).toBeGreaterThan(0);
        expect(inOrder(kept)).toEqual(inOrder(counted));
      } finally {
        await model.close();
        await rows.close();
      }
    }
  });
});

it('kept counts for most of the days that were asked', () => {
  expect(answered).toBeGreaterThan(100);
});
