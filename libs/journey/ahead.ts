import type { Effective } from '#history';

/** What a history holds after a place. */
export interface Ahead {
  readonly referral: boolean;
  readonly opening: boolean;
  readonly plan: boolean;
  /** The protection plan the child is on ends later the same day. */
  readonly planEnd: boolean;
}

export const nothingAhead: Ahead = { referral: false, opening: false, plan: false, planEnd: false };

export function aheadOf(history: readonly Effective[], place: number): Ahead {
  const rest = history.slice(place + 1);
  return {
    referral: rest.some(({ type }) => type === 'ReferralReceived'),
    opening: rest.some(({ type }) => type === 'CaseBroughtForward'),
    plan: rest.some(({ type }) => type === 'PlanStarted'),
    planEnd: false,
  };
}

/** The facts that follow one on its own day. */
export function laterThatDay(history: readonly Effective[], place: number): readonly Effective[] {
  const on = history[place]?.data.on;
  let end = place + 1;
  while (end < history.length && history[end]?.data.on === on) end++;
  return history.slice(place + 1, end);
}
