import { journey } from './journey.setup.ts';

/**
 * Police protection and emergency protection orders. They need no open case, and nothing of them is ever refused: where
 * one is open already, its end was not recorded, and that must not hold back the next; where one ends or is extended that
 * is not known to have begun, it may have begun before the records here. An order made ends the need of police
 * protection; its release may still be recorded.
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
            PoliceProtectionEnded: {},
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
            EmergencyProtectionOrderExtended: { target: 'inForce' },
            EmergencyProtectionOrderEnded: {},
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
