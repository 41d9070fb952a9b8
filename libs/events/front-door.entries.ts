import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { FrontDoorFacts } from './front-door.facts.ts';

export const frontDoorEntries: Entries<FrontDoorFacts> = {
  ContactReceived: {
    version: 1,
    stage: 'front door',
    meaning: 'Someone contacted the authority about the child.',
    example: {
      on: plainDate('2026-01-05'),
      at: '09:10',
      contactId: 'C1',
      source: '2A',
      reason: 'School reports unexplained bruising.',
    },
    personal: ['reason'],
  },
  ContactDecided: {
    version: 1,
    stage: 'front door',
    meaning: 'What is to be done about a contact was decided.',
    example: { on: plainDate('2026-01-05'), at: '10:30', contactId: 'C1', outcome: 'referral' },
    personal: [],
  },
  ReferralReceived: {
    version: 1,
    stage: 'front door',
    meaning: 'A referral was received, and an episode of need began.',
    example: { on: plainDate('2026-01-05'), at: '10:30', source: '2A', primaryNeed: 'N1', contactId: 'C1' },
    personal: [],
    protective: true,
    mayBeNotKnown: ['decision'],
  },
  ReferralDecided: {
    version: 1,
    stage: 'front door',
    meaning: 'The type of response to the referral was decided.',
    example: { on: plainDate('2026-01-06'), decision: 'assess', primaryNeed: 'N1' },
    personal: ['lateReason'],
  },
  CaseClosed: {
    version: 1,
    stage: 'end',
    meaning: 'The episode of need ended.',
    example: { on: plainDate('2026-09-30'), reason: 'RC7' },
    personal: ['lateReason'],
  },
};
