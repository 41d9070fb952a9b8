/**
 * Where a rate comes from: `V` printed in a published document or in DfE's own rows, `D` reckoned from such figures, `R`
 * recalled and not seen again, `A` assumed because nobody publishes it.
 */
export type RateStatus = 'V' | 'D' | 'R' | 'A';

/** One number that the generated journeys are told by. Shares are in a hundred. */
export interface Rate {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly status: RateStatus;
}

const dfe = 'seeds/published/dfe-published-2013-2018.json, England, year ending 31 March 2018';
const local = 'seeds/published/published-figures.json, Leicestershire 2017/18';

/** What England's year is told by. A test generates a year and finds these again among its facts. */
export const englandRates = {
  referrals: rate(655_630, 'a year', `${dfe}: C1 referral_count`, 'V'),
  children0to17: rate(11_755_593, 'children', `${dfe}: ONS_0_17`, 'V'),
  reReferred: rate(21.9, '% of referrals', `${dfe}: C1 rereferral_percent`, 'V'),
  noFurtherAction: rate(9.4, '% of referrals', `${dfe}: C1 no_further_action_percent`, 'V'),
  assessedNotInNeed: rate(28.5, '% of referrals', `${dfe}: C1 not_in_need_percent`, 'V'),
  plansStarted: rate(10.5, '% of referrals', `${dfe}: D3 CPP_start 68,770 of C1 referral_count 655,630`, 'D'),
  repeatPlans: rate(20.2, '% of plans started', `${dfe}: D3 CPP_subsequent_percent`, 'V'),
  contacts: rate(2.55, 'for each referral', `${local}: F003 16,855 contacts, F005 6,609 referrals`, 'D'),
  assessedInTime: rate(82, '% within 45 working days', `${local}: F021`, 'V'),
  enquiries: rate(30, '% of referrals', 'Children in need 2018: about 198,000 section 47 enquiries', 'R'),
  conferencesInTime: rate(77, '% within 15 working days', 'Children in need 2018', 'R'),
  reviewsLate: rate(8, '% of reviews', 'Children in need 2018: 91 to 92 % of plans reviewed in time', 'R'),
  conferencesWithPlan: rate(86, '% of initial conferences', 'Children in need 2018: 68,770 plans of 79,000', 'R'),
  decidedLate: rate(6, '% of decisions after one working day', 'no figure was seen', 'A'),
  stepDownToNeed: rate(60, '% of plans ended', 'no figure was seen', 'A'),
  typedLate: rate(7, '% of visits and core groups, 1 to 21 days', 'no figure was seen', 'A'),
  typedNextDays: rate(3, '% of the days on which anything else happened, 1 to 4 days', 'no figure was seen', 'A'),
  corrected: rate(1.5, '% of facts that a correction may name', 'no figure was seen', 'A'),
  withdrawn: rate(0.5, '% of visits, as typed twice', 'no figure was seen', 'A'),
  workersChanged: rate(35, '% of episodes in need', 'no figure was seen', 'A'),
  earlierNoFurtherAction: rate(20, '% of referrals that another followed within the year', 'no figure was seen', 'A'),
  earlierNotInNeed: rate(45, '% of referrals that another followed within the year', 'no figure was seen', 'A'),
  referralsOfChild: rate(1.128, 'a child', `${dfe}: C1 referral_count 655,630 of referral_child_count 581,280`, 'D'),
  workers: rate(400, 'workers of an authority', 'no figure was seen', 'A'),
  teams: rate(24, 'teams of an authority', 'no figure was seen', 'A'),
  closedNotInNeed: rate(
    70,
    '% closed as RC8 of those assessed and not in need, the others RC9',
    'no figure was seen',
    'A',
  ),
  substantiated: rate(30, '% of enquiries that ended without a conference', 'no figure was seen', 'A'),
  seen: rate(92, '% of visits', 'no figure was seen', 'A'),
  seenAlone: rate(70, '% of visits at which the child was seen', 'no figure was seen', 'A'),
  childTookPart: rate(60, '% of conferences', 'no figure was seen', 'A'),
  openContacts: rate(
    35,
    '% of contacts that began no referral are about a case that is open',
    'no figure was seen',
    'A',
  ),
} as const satisfies Record<string, Rate>;

/**
 * The share of plans still open so many months after they started. Between these the line is straight. It gives England's
 * plans open on 31 March 2018 by duration (D5: 30.2, 25.5, 28.1, 14.4 and 1.8 %) from its plans started in the year (D3).
 */
export const planSurvival: readonly (readonly [months: number, percent: number])[] = [
  [1, 100],
  [3, 89],
  [6, 70],
  [12, 20],
  [24, 3],
  [36, 0],
];

/** Children of one family that are referred together: assumed, since the census knows no families. */
export const siblings: readonly (readonly [children: number, percent: number])[] = [
  [1, 55],
  [2, 25],
  [3, 13],
  [4, 7],
];

function rate(value: number, unit: string, source: string, status: RateStatus): Rate {
  return { value, unit, source, status };
}
