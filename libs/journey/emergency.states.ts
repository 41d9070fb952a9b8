import { journey, refuse } from './journey.setup.ts';

/**
 * Police protection and emergency protection orders. They need no open case, and taking or making one is never refused:
 * where one is open already, its end was not recorded, and that must not hold back the next. Only an end of what never
 * began is certainly wrong. An order made ends the need of police protection; its release may still be recorded.
 */
export const emergency = journey.createStateConfig({
  type: 'parallel',
  states: {
    policeProtection: {
      initial: 'none',
      states: {
        none: {
          on: {
            PoliceProtectionTaken: { target: 'taken' },
            PoliceProtectionEnded: refuse('no-police-protection'),
          },
        },
        taken: {
          on: {
            PoliceProtectionTaken: {},
            PoliceProtectionEnded: { target: 'none' },
            EmergencyProtectionOrderMade: { target: 'followedByOrder' },
            ChildDied: { target: 'none' },
          },
        },
        followedByOrder: {
          on: {
            PoliceProtectionTaken: { target: 'taken' },
            PoliceProtectionEnded: { target: 'none' },
          },
        },
      },
    },
    protectionOrder: {
      initial: 'none',
      states: {
        none: {
          on: {
            EmergencyProtectionOrderMade: { target: 'inForce' },
            EmergencyProtectionOrderExtended: refuse('no-emergency-order'),
            EmergencyProtectionOrderEnded: refuse('no-emergency-order'),
          },
        },
        inForce: {
          on: {
            EmergencyProtectionOrderMade: {},
            EmergencyProtectionOrderExtended: {},
            EmergencyProtectionOrderEnded: { target: 'none' },
            ChildDied: { target: 'none' },
          },
        },
      },
    },
  },
});
