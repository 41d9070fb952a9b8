import { plainDate } from '#calendar';
import type { Entries } from './catalogue.ts';
import type { EmergencyFacts } from './emergency.facts.ts';

/** Powers that protect a child at once. They need no open case, and nothing owed ever holds them back. */
export const emergencyEntries: Entries<EmergencyFacts> = {
  PoliceProtectionTaken: {
    version: 1,
    stage: 'protection',
    meaning: 'The police took the child into police protection.',
    example: { on: plainDate('2026-01-10'), at: '22:40' },
    personal: [],
    protective: true,
  },
  PoliceProtectionEnded: {
    version: 1,
    stage: 'protection',
    meaning: 'The child was released from police protection.',
    example: { on: plainDate('2026-01-12'), at: '15:05' },
    personal: ['lateReason'],
    protective: true,
  },
  EmergencyProtectionOrderMade: {
    version: 1,
    stage: 'protection',
    meaning: 'A court made an emergency protection order, to run until a day.',
    example: { on: plainDate('2026-01-12'), at: '14:30', until: plainDate('2026-01-19') },
    personal: ['lateReason', 'longerReason'],
    protective: true,
  },
  EmergencyProtectionOrderExtended: {
    version: 1,
    stage: 'protection',
    meaning: 'The court extended the emergency protection order.',
    example: { on: plainDate('2026-01-19'), until: plainDate('2026-01-26') },
    personal: ['lateReason', 'longerReason'],
    protective: true,
  },
  EmergencyProtectionOrderEnded: {
    version: 1,
    stage: 'protection',
    meaning: 'The emergency protection order ran out, or was discharged or replaced.',
    example: { on: plainDate('2026-01-26') },
    personal: ['lateReason'],
    protective: true,
  },
};
