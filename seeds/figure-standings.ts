/** How published figures that are not asked for stand to the facts kept here, and why. */
export interface Standing {
  /** The measures it speaks of, by the names of published-figures.json, and the periods where not of all. */
  readonly measures: RegExp;
  readonly periods?: RegExp;
  readonly standing:
    | 'rests on these facts, not built into the demonstration'
    | 'does not rest on facts kept here'
    | 'says nothing of children';
  readonly why: string;
  readonly of?: string;
}

const notBuilt = 'rests on these facts, not built into the demonstration';
const notKept = 'does not rest on facts kept here';

const noStory = 'the demonstration tells no story of that time';
const lookedAfter = 'what happens to children in care is not kept: placements, health, reviews, leaving care';

/** In order: the first that speaks of a figure. What is told of another time comes first, then each subject. */
export const standings: readonly Standing[] = [
  // Subjects of which no fact is kept, whenever.
  { measures: /^(?:children_in_care|cic_|placements?_|ni6[236]_|care_leavers_)/, standing: notKept, why: lookedAfter },
  { measures: /^complaints?_|^compliments$|^lgsco_/, standing: notKept, why: 'complaints are not kept' },
  { measures: /^cse_/, standing: notKept, why: 'referrals and meetings about exploitation are not kept apart' },
  { measures: /^lado_/, standing: notKept, why: 'allegations against people who work with children are not kept' },
  {
    measures: /missing|^return_interviews/,
    standing: notKept,
    why: 'children missing and return interviews are not kept',
  },
  { measures: /^private_fostering/, standing: notKept, why: 'private fostering is not kept' },
  {
    measures: /^(?:ehe_|ehcp_|sen_|camhs_|early_help_)/,
    standing: notKept,
    why: 'education, health and early help services are not kept',
  },
  {
    measures: /^referrals_(?:domestic_abuse|edt)$/,
    standing: notKept,
    why: 'a referral’s incident, and the hour it came at, are not kept',
  },
  {
    measures: /^(?:population|bme_share)/,
    standing: notKept,
    why: 'the population is not made of facts about children known here',
  },
  {
    measures: /^dashboard_/,
    standing: 'says nothing of children',
    why: 'it counts the lines of the document’s own dashboard',
  },
  // Times of which no story is told.
  {
    measures: /^(?:contacts|contacts_to_referral_pct)$/,
    periods: /2011\/12/,
    standing: notBuilt,
    why: noStory,
    of: 'contacts-to-referral',
  },
  {
    measures: /change_pct$/,
    periods: /v 2011\/12|v 2016\/17/,
    standing: notBuilt,
    why: 'of the two years it compares one is not told',
  },
  {
    measures: /./,
    periods: /^(?:at 2012-03-31|2011\/12|2016\/17|since January 2017)$/,
    standing: notBuilt,
    why: noStory,
  },
  { measures: /./, periods: /^February 2018$/, standing: notBuilt, why: 'it is of no day that is named' },
  // Of the years that are told.
  {
    measures: /^contacts(?:_to_referral_pct)?$/,
    standing: notBuilt,
    why: 'contacts are not told: the stories begin with the referral',
    of: 'contacts',
  },
  {
    measures: /^ia_escalated_to_core/,
    standing: notBuilt,
    why: 'which initial assessments led to a core one is not told',
    of: 'initial-to-core',
  },
  {
    measures: /^(?:core_assessments_within|ni60_)/,
    standing: notBuilt,
    why: 'core assessments are not told',
    of: 'core-assessments-in-35-days',
  },
  {
    measures: /^(?:ni68_|initial_assessments_from)/,
    standing: notBuilt,
    why: 'initial assessments are told to other figures',
    of: 'referrals-to-initial-assessment',
  },
  {
    measures: /^(?:ni59_|initial_assessments_within)/,
    standing: notBuilt,
    why: 'initial assessments are told to other figures',
    of: 'initial-assessments-in-10-days',
  },
  {
    measures: /^strategy_discussions$/,
    standing: notBuilt,
    why: 'only discussions that begin an enquiry are told',
    of: 'strategy-discussions',
  },
  {
    measures: /^s47_enquiries/,
    standing: notBuilt,
    why: 'enquiries are told to the table, not to the text',
    of: 'section-47-enquiries',
  },
  {
    measures: /^icpc_/,
    standing: notBuilt,
    why: 'children considered are not told to this figure',
    of: 'initial-conferences',
  },
  {
    measures: /^referrals$/,
    standing: notBuilt,
    why: 'referrals of the year are told to DfE’s count, quarters as they fall',
    of: 'referrals',
  },
  {
    measures: /^children_in_need/,
    standing: notBuilt,
    why: 'it is told to DfE’s count; the local definition is not stated',
    of: 'children-in-need',
  },
  {
    measures: /^(?:single_assessments|assessments_within_45wd_pct)/,
    standing: notBuilt,
    why: 'assessments of the year are not told to this figure',
    of: 'assessments-in-45-days',
  },
  {
    measures: /^cp_plans_repeat_pct$/,
    standing: notBuilt,
    why: 'repeat plans are told to the year, quarters as they fall',
    of: 'repeat-plans',
  },
  {
    measures: /^cp_plans_started_neglect_factor/,
    standing: notBuilt,
    why: 'categories are not told to these figures',
    of: 'plans-started',
  },
  {
    measures: /^cp_plans_(?:category|any)_/,
    standing: notBuilt,
    why: 'categories are not told to these figures',
    of: 'plans-open',
  },
  {
    measures: /^cp_plans_(?:age|male|female|unborn|minority|white)/,
    standing: notBuilt,
    why: 'ages, sexes and ethnicities are not told to these figures',
    of: 'plans-open',
  },
  {
    measures: /^average_caseload/,
    standing: notBuilt,
    why: 'allocations to workers are not told',
    of: 'caseload-per-worker',
  },
];
