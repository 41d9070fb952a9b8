import { censusFile, censusJourneys, storiesFrom } from '#testing';

const years = Array.from({ length: 14 }, (_, index) => 2013 + index);
const told = storiesFrom(1, 300);

describe('a file of every census year', () => {
  it.each(years)('of %i is taken over whole, by itself', (year) => {
    const into = censusJourneys();
    const { faults } = into.take(censusFile('855', year, told));
    expect(faults).toEqual([]);
    expect(into.children().length).toBeGreaterThan(10);
  });

  it('merges with the others, the same again changing nothing', () => {
    const into = censusJourneys();
    for (const year of years) {
      const { faults } = into.take(censusFile('855', year, told));
      expect(faults).toEqual([]);
    }
    for (const year of years) {
      const { faults, written } = into.take(censusFile('855', year, told));
      expect({ year, faults, written }).toEqual({ year, faults: [], written: [] });
    }
  });
});

it('comes to the same whether an older file is taken over before a newer one or after it', () => {
  const [before, after] = [censusJourneys(), censusJourneys()];
  const order = [2023, 2024, 2025];
  for (const year of order) before.take(censusFile('855', year, told));
  for (const year of [2025, 2024, 2023]) expect(after.take(censusFile('855', year, told)).faults).toEqual([]);
  const differ = Object.keys(before.standing()).filter(
    (child) => JSON.stringify(before.standing()[child]) !== JSON.stringify(after.standing()[child]),
  );
  expect(
    differ.map((child) => ({ before: before.standing()[child], after: after.standing()[child] })).slice(0, 3),
  ).toEqual([]);
});

it('comes to the same where years are taken over backwards, one by one, and each of them again writes nothing', () => {
  const [before, after] = [censusJourneys(), censusJourneys()];
  const order = [2020, 2021, 2022, 2023, 2024];
  for (const year of order) before.take(censusFile('855', year, told));
  for (const year of [...order].reverse()) {
    const { faults } = after.take(censusFile('855', year, told));
    expect({ year, faults }).toEqual({ year, faults: [] });
  }
  const withoutDay = (facts: readonly string[] = []) =>
    facts.map((fact) => (fact.startsWith('PlanCategoriesChanged') ? fact.replace(/"on":"[^"]*"/, '') : fact));
  for (const child of before.children())
    expect(withoutDay(after.standing()[child])).toEqual(withoutDay(before.standing()[child]));
  for (const year of order) {
    const { written } = after.take(censusFile('855', year, told));
    expect({ year, written }).toEqual({ year, written: [] });
  }
});
