import { readFileSync } from 'node:fs';
import { givens, scaled } from './scaling.ts';

describe('the model of many Englands', () => {
  it('says of one England what anybody reckons from its givens', () => {
    const one = scaled(1);
    // 13.2 million facts in 253 days of 8 hours, four times as many in the busiest hour, 1.4 to a post.
    expect(one.factsASecond).toBeCloseTo((13_200_000 / (253 * 8 * 3600)) * 4, 9);
    expect(one.postsASecond).toBeCloseTo(one.factsASecond / 1.4, 9);
    // Each takes 1,058 µs of a core that is to be half busy.
    expect(one.postingCores).toBeCloseTo(one.postsASecond * 0.001058 * 2, 9);
    expect(one.looksASecond).toBeCloseTo(((35_000 * 240) / (8 * 3600)) * 4, 9);
    expect(one.readingCores).toBeCloseTo(one.looksASecond * 0.004 * 2, 9);
    expect(one.rebuildSeconds).toBeCloseTo(13_200_000 / 23_000, 9);
    expect(one.eventBytes + one.rowBytes).toBe(13_200_000 * (1_040 + 755));
    expect([scaled(1), scaled(10), scaled(100)].map(({ partitions }) => partitions)).toEqual([1, 2, 16]);
  });

  it('is what docs/scaling.md says in words', () => {
    const page = readFileSync(new URL('../docs/scaling.md', import.meta.url), 'utf8');
    const [one, ten, hundred] = [1, 10, 100].map(scaled) as [Scaled, Scaled, Scaled];
    const minutes = Math.round(one.rebuildSeconds / 60);
    const judged = Math.round(1e6 / givens.postProcessor.value / 100) * 100;
    for (const said of [
      `one core judges some ${judged}.`,
      `some ${minutes} minutes for one England`,
      `some ${Math.round((one.eventBytes + one.rowBytes) / 1e9)} gigabytes a year`,
      `${ten.partitions} partitions | ${hundred.partitions} partitions`,
      `${Math.round(ten.eventBytes / 1e9)} GB of events a year`,
    ])
      expect(page).toContain(said);
    // “Little more than one core”, “sixteen hours”, “more than a terabyte”, “under a tenth”.
    expect(hundred.postingCores).toBeGreaterThan(1);
    expect(hundred.postingCores).toBeLessThan(1.3);
    expect(Math.round(hundred.rebuildSeconds / 3600)).toBe(16);
    expect(hundred.eventBytes).toBeGreaterThan(1e12);
    expect(hundred.appendShare).toBeLessThan(0.1);
  });
});

type Scaled = ReturnType<typeof scaled>;
