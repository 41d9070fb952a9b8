import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { CorrectionFacts } from './correction.facts.ts';

export const correctionEntries: Entries<CorrectionFacts> = {
  FactWithdrawn: {
    version: 1,
    stage: 'correction',
    meaning: 'An earlier fact of this child no longer stands.',
    example: { fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1', why: 'recorded-in-error' },
    personal: ['note'],
  },
  FactCorrected: {
    version: 1,
    stage: 'correction',
    meaning: 'An earlier fact of this child is to be read with other data.',
    example: {
      fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1',
      data: { on: plainDate('2026-01-07'), decision: 'assess' },
    },
    personal: ['note'],
  },
};
