import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { NeedFacts } from './need.facts.ts';

export const needEntries: Entries<NeedFacts> = {
  ChildInNeedPlanStarted: {
    version: 1,
    stage: 'need',
    meaning: 'A child in need plan was begun.',
    example: { on: plainDate('2026-03-02') },
    personal: [],
  },
  ChildInNeedPlanReviewed: {
    version: 1,
    stage: 'need',
    meaning: 'The child in need plan was reviewed.',
    example: { on: plainDate('2026-04-13') },
    personal: ['lateReason'],
  },
  ChildInNeedPlanEnded: {
    version: 1,
    stage: 'need',
    meaning: 'The child in need plan came to an end.',
    example: { on: plainDate('2026-06-22') },
    personal: ['lateReason'],
  },
};
