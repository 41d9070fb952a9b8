import { journey, refuse, refuseIfLateWithoutReason } from './journey.setup.ts';

/** The child in need plan: one at a time, and never beside a child protection plan but on its last day. */
export const need = journey.createStateConfig({
  initial: 'none',
  states: {
    none: {
      on: {
        CaseBroughtForward: { guard: 'bringsChildInNeedPlan', target: 'onPlan' },
        ChildInNeedPlanStarted: [
          { guard: 'planEndsLaterThatDay', target: 'onPlan' },
          { guard: 'onProtectionPlan', ...refuse('protection-plan-open') },
          { target: 'onPlan' },
        ],
        ChildInNeedPlanReviewed: refuse('no-child-in-need-plan-open'),
        ChildInNeedPlanEnded: refuse('no-child-in-need-plan-open'),
      },
    },
    onPlan: {
      on: {
        ChildInNeedPlanStarted: refuse('child-in-need-plan-open'),
        ChildInNeedPlanReviewed: [refuseIfLateWithoutReason, {}],
        ChildInNeedPlanEnded: { target: 'none' },
        // A protection plan takes its place the same day (rule 4017).
        PlanStarted: { target: 'none' },
      },
    },
  },
});
