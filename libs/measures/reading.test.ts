import { catalogue } from '#events';
import { nationalRules } from '#timescales';
import { readingOf } from './index.ts';

const asShipped = { ...catalogue.ReferralReceived };

afterEach(() => {
  Object.assign(catalogue.ReferralReceived, { upcast: undefined }, asShipped);
});

it('is another once facts of an older version are read as a newer one: rows that were made before are made anew', () => {
  const rules = nationalRules.of('855');
  const before = readingOf(rules);
  Object.assign(catalogue.ReferralReceived, {
    version: 2,
    upcast: { 1: (older: object) => ({ primaryNeed: 'N0', ...older }) },
  });
  const after = readingOf(rules);
  expect(after.rows).toBe(before.rows + 1);
  expect({ ...after, rows: before.rows }).toEqual(before);
});
