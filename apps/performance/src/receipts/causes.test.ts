import { plainDate } from '#calendar';
import { causeInWords, type CausingFact } from './causes.ts';

const late: CausingFact = {
  id: 'f1',
  type: 'ReferralReceived',
  on: plainDate('2023-10-01'),
  recordedAt: '2026-11-29T16:44:51.669Z',
  recordedBy: 'u1',
};

describe('why a figure moved, in a sentence', () => {
  it.each([
    ['new-fact', 'A fact happened since.'],
    ['late-recorded', 'A fact had happened by then and was recorded later.'],
    ['corrected', 'A fact was corrected.'],
    ['withdrawn', 'A fact was withdrawn.'],
    ['restored', 'The change made by a fact was undone.'],
    ['not-known-by-then', 'The second figure is of an earlier knowledge: a fact was recorded only later.'],
  ] as const)('of all that is %s: %s', (cause, sentence) => {
    expect(causeInWords(cause)).toBe(sentence);
  });

  it('of one fact, names it and its days', () => {
    expect(causeInWords('late-recorded', late)).toBe(
      'ReferralReceived of 2023-10-01 had happened by then and was recorded later, on 2026-11-29.',
    );
  });
});
