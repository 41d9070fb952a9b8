import { journey, refuse } from './journey.setup.ts';

/** A child must be registered before anything else is said of them. */
export const child = journey.createStateConfig({
  initial: 'unregistered',
  states: {
    unregistered: {
      on: {
        ChildRegistered: { target: 'registered' },
        '*': refuse('child-not-registered'),
      },
    },
    registered: {
      on: {
        ChildRegistered: refuse('child-already-registered'),
        ChildDetailsAmended: {},
        ChildVisited: {},
      },
    },
  },
});
