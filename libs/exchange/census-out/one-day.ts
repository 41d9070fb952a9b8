import type { CinDetails } from '../census-records.ts';

/**
 * Two episodes begun by referrals of one day that both came to something, as the one module a census has for that day: a
 * second referral of a day is none (guide §4.4; evidence V), and two modules from one day overlap unless both end on it
 * (rule 8820). All that came of either is told, and how the later one stands. `earlier` and `later` are as they happened;
 * the source is that of the referral recorded first.
 */
export function asOneEpisode(earlier: CinDetails, later: CinDetails, recordedFirst: CinDetails): CinDetails {
  return {
    ...later,
    ReferralSource: recordedFirst.ReferralSource,
    DateOfInitialCPC: later.DateOfInitialCPC ?? earlier.DateOfInitialCPC,
    InitialAssessments: bothOf(earlier.InitialAssessments, later.InitialAssessments),
    CoreAssessments: bothOf(earlier.CoreAssessments, later.CoreAssessments),
    Assessments: bothOf(earlier.Assessments, later.Assessments),
    CINPlanDates: bothOf(earlier.CINPlanDates, later.CINPlanDates),
    Section47: bothOf(earlier.Section47, later.Section47),
    ReferralNFA: earlier.ReferralNFA === true && later.ReferralNFA === true,
    ChildProtectionPlans: bothOf(earlier.ChildProtectionPlans, later.ChildProtectionPlans),
  };
}

function bothOf<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): readonly T[] | undefined {
  return one === undefined || other === undefined ? (one ?? other) : [...one, ...other];
}
