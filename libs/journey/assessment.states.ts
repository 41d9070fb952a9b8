import { and } from 'xstate';
import type { AssessmentKind } from '#events';
import { journey, refuse } from './journey.setup.ts';

/** One assessment of a kind at a time; an initial and a core assessment may overlap. */
function assessmentOf(kind: AssessmentKind) {
  const ofKind = { type: 'ofKind', params: { kind } } as const;
  return journey.createStateConfig({
    initial: 'none',
    states: {
      none: {
        on: {
          CaseBroughtForward: { guard: { type: 'bringsAssessment', params: { kind } }, target: 'inProgress' },
          AssessmentStarted: { guard: ofKind, target: 'inProgress' },
          AssessmentAuthorised: { guard: ofKind, ...refuse('no-assessment-open') },
        },
      },
      inProgress: {
        on: {
          AssessmentStarted: { guard: ofKind, ...refuse('assessment-already-open') },
          AssessmentAuthorised: [
            { guard: and([ofKind, 'lateWithoutReason']), ...refuse('late-without-reason') },
            { guard: ofKind, target: 'none' },
          ],
        },
      },
    },
  });
}

/** The kinds side by side: single since April 2013, initial and core before it. */
export const assessment = journey.createStateConfig({
  type: 'parallel',
  states: {
    single: assessmentOf('single'),
    initial: assessmentOf('initial'),
    core: assessmentOf('core'),
  },
});
