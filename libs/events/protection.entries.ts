import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { ProtectionFacts } from './protection.facts.ts';

const meeting = {
  invited: ['social-care', 'police', 'health', 'education', 'family'],
  attended: ['social-care', 'police', 'health', 'family'],
  reportsReceived: ['social-care', 'health'],
  childParticipated: true,
} as const;

export const protectionEntries: Entries<ProtectionFacts> = {
  StrategyDiscussionHeld: {
    version: 1,
    stage: 'protection',
    meaning: 'A strategy discussion was held, and decided whether a section 47 enquiry begins.',
    example: {
      on: plainDate('2026-01-12'),
      attended: ['social-care', 'police', 'health'],
      decision: 'section-47-joint',
    },
    personal: ['lateReason', 'inquorateReason'],
    protective: true,
    mayBeNotKnown: ['attended'],
  },
  Section47Concluded: {
    version: 1,
    stage: 'protection',
    meaning: 'The section 47 enquiry was concluded.',
    example: { on: plainDate('2026-01-26'), outcome: 'conference-required', substantiated: true },
    personal: ['lateReason'],
    mayBeNotKnown: ['substantiated'],
  },
  InitialConferenceBooked: {
    version: 1,
    stage: 'protection',
    meaning: 'An initial child protection conference was booked, for a day that may be still to come.',
    example: { on: plainDate('2026-01-26'), for: plainDate('2026-02-02') },
    personal: [],
  },
  InitialConferenceHeld: {
    version: 1,
    stage: 'protection',
    meaning: 'An initial child protection conference met.',
    example: { on: plainDate('2026-02-02'), ...meeting, outcome: 'plan' },
    personal: ['lateReason', 'inquorateReason', 'withoutEnquiryReason'],
    mayBeNotKnown: ['invited', 'attended', 'reportsReceived', 'childParticipated', 'coreGroup'],
  },
  PlanStarted: {
    version: 1,
    stage: 'protection',
    meaning: 'The child became the subject of a child protection plan.',
    example: { on: plainDate('2026-02-02'), categories: ['NEG'] },
    personal: ['lateReason'],
    protective: true,
  },
  PlanCategoriesChanged: {
    version: 1,
    stage: 'protection',
    meaning: 'The categories of abuse the plan is under changed.',
    example: { on: plainDate('2026-05-01'), categories: ['NEG', 'EMO'] },
    personal: [],
  },
  CoreGroupHeld: {
    version: 1,
    stage: 'protection',
    meaning: 'The core group of the plan met.',
    example: { on: plainDate('2026-02-12'), attended: ['social-care', 'health', 'education', 'family'] },
    personal: ['lateReason'],
  },
  ReviewConferenceBooked: {
    version: 1,
    stage: 'protection',
    meaning: 'A review conference was booked, for a day that may be still to come.',
    example: { on: plainDate('2026-02-02'), for: plainDate('2026-04-30') },
    personal: [],
  },
  ReviewConferenceHeld: {
    version: 1,
    stage: 'protection',
    meaning: 'A review conference met.',
    example: { on: plainDate('2026-04-30'), ...meeting, outcome: 'continue' },
    personal: ['lateReason', 'inquorateReason'],
    mayBeNotKnown: ['invited', 'attended', 'reportsReceived', 'childParticipated'],
  },
  PlanEnded: {
    version: 1,
    stage: 'protection',
    meaning: 'The child protection plan came to an end.',
    example: { on: plainDate('2026-09-29'), reason: 'review-decision', stepDown: 'child-in-need' },
    personal: ['lateReason', 'beforeConferenceReason', 'note'],
    mayBeNotKnown: ['reason', 'stepDown'],
  },
  ChildVisited: {
    version: 1,
    stage: 'protection',
    meaning: 'A practitioner visited the child, and saw them or did not.',
    example: { on: plainDate('2026-02-09'), purpose: 'protection-plan', seen: true, seenAlone: true },
    personal: ['lateReason'],
    protective: true,
  },
};
