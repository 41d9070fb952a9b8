import { refusedErasure } from './erasure-in-words.ts';

it('an erasure that is refused says how an order of court is given, in the words of whoever asked', () => {
  const refused = { status: 'refused', because: 'no-retention-schedule' } as const;
  expect(refusedErasure(refused, 'by --court, --court-reference and --court-date')).toMatch(
    /An order of court goes before it: give it by --court, --court-reference and --court-date\.$/,
  );
});
