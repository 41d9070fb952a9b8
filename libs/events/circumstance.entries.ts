import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { CircumstanceFacts } from './circumstance.facts.ts';

export const circumstanceEntries: Entries<CircumstanceFacts> = {
  WorkerAllocated: {
    version: 1,
    stage: 'child',
    meaning: 'A worker took on the child’s case.',
    example: { on: plainDate('2026-01-06'), worker: 'W12', team: 'north-1' },
    personal: [],
  },
  WorkerUnallocated: {
    version: 1,
    stage: 'child',
    meaning: 'The worker no longer had the child’s case.',
    example: { on: plainDate('2026-03-31'), worker: 'W12' },
    personal: [],
  },
  FamilyLinked: {
    version: 1,
    stage: 'child',
    meaning: 'The child was linked to a family: children of one family id are siblings to each other.',
    example: { on: plainDate('2026-01-05'), familyId: 'F7' },
    personal: [],
  },
  FamilyUnlinked: {
    version: 1,
    stage: 'child',
    meaning: 'The child was found not to belong to the family, or no longer.',
    example: { on: plainDate('2026-02-10'), familyId: 'F7' },
    personal: [],
  },
  BecameLookedAfter: {
    version: 1,
    stage: 'child',
    meaning: 'The child became looked after by the authority.',
    example: { on: plainDate('2026-05-04'), legalStatus: 'V2' },
    personal: [],
  },
  CeasedToBeLookedAfter: {
    version: 1,
    stage: 'child',
    meaning: 'The child ceased to be looked after.',
    example: { on: plainDate('2026-08-28') },
    personal: [],
  },
};
