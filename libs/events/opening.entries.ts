import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { OpeningFacts } from './opening.facts.ts';

export const openingEntries: Entries<OpeningFacts> = {
  CaseBroughtForward: {
    version: 1,
    stage: 'opening',
    meaning: 'A case was taken over mid-way from an earlier record, with what was open then.',
    example: {
      on: plainDate('2026-04-01'),
      referral: { on: plainDate('2025-11-10'), source: '2A', primaryNeed: 'N1', awaitsDecision: false },
      earlierReferralsOn: [plainDate('2025-06-02')],
      authorised: ['single'],
      plan: {
        startedOn: plainDate('2025-12-08'),
        conferenceOn: plainDate('2025-12-08'),
        initialCategories: ['NEG'],
        latestCategories: ['NEG', 'EMO'],
        previousPlansHere: { count: 1, lastEndedOn: plainDate('2022-05-16') },
        lastReviewOn: plainDate('2026-03-02'),
      },
    },
    personal: [],
    importOnly: true,
  },
};
