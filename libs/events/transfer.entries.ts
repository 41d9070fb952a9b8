import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { TransferFacts } from './transfer.facts.ts';

export const transferEntries: Entries<TransferFacts> = {
  TransferInNotified: {
    version: 1,
    stage: 'transfer',
    meaning: 'Another authority told that a child on its plan has moved here for good.',
    example: { on: plainDate('2026-01-12'), fromAuthority: '856', notifiedOn: plainDate('2026-01-12') },
    personal: [],
  },
  TransferInWithdrawn: {
    version: 1,
    stage: 'transfer',
    meaning: 'The move into the area fell through: no transfer-in conference is awaited.',
    example: { on: plainDate('2026-01-20') },
    personal: ['lateReason'],
  },
  TransferOutNotified: {
    version: 1,
    stage: 'transfer',
    meaning: 'Another authority was told that a child on a plan here has moved there for good.',
    example: { on: plainDate('2026-06-01'), toAuthority: '857', notifiedOn: plainDate('2026-06-01') },
    personal: [],
  },
  OtherAuthorityPlanNoted: {
    version: 1,
    stage: 'transfer',
    meaning: 'A child on another authority’s plan stays here for a time. Never a plan of this authority.',
    example: { on: plainDate('2026-02-03'), authority: '856', categories: ['EMO'] },
    personal: [],
  },
  OtherAuthorityPlanEnded: {
    version: 1,
    stage: 'transfer',
    meaning: 'The other authority’s plan ended, or the child left again.',
    example: { on: plainDate('2026-04-14'), authority: '856' },
    personal: [],
  },
};
