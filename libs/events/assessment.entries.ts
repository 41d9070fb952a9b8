import { plainDate } from '#calendar';
import type { AssessmentFacts } from './assessment.facts.ts';
import type { Entries } from './catalogue.ts';

export const assessmentEntries: Entries<AssessmentFacts> = {
  AssessmentStarted: {
    version: 1,
    stage: 'assessment',
    meaning: 'An assessment of the child’s needs began.',
    example: { on: plainDate('2026-01-07'), kind: 'single' },
    personal: ['lateReason'],
  },
  AssessmentAuthorised: {
    version: 1,
    stage: 'assessment',
    meaning: 'A manager authorised the assessment, which completes it.',
    example: { on: plainDate('2026-02-27'), kind: 'single', factors: ['3B', '8C'], outcome: 'child-in-need' },
    personal: ['lateReason'],
    mayBeNotKnown: ['factors', 'outcome'],
  },
};
