import type { Duty, DutyTerms, Trigger } from './duty.ts';
import { needPlanOver, timedLocally } from './local-duties.ts';

const closing: readonly Trigger[] = [
  { fact: 'ReferralDecided', where: { decision: ['no-further-action', 'early-help'] } },
  { fact: 'CaseClosed' },
  { fact: 'ChildDied' },
];

/** A transfer in is no referral of need here: its day starts the transfer-in conference, and no assessment (guide §4.1.1). */
const referral = { fact: 'ReferralReceived', whereNot: { byTransferIn: [true] } } as const satisfies Trigger;
/** Both clocks of a referral run and no single assessment is under way: it is not known yet which kind was meant. */
const notSettled = {
  whileRunning: 'initial-assessment',
  unlessRunning: 'assessment-from-start',
  otherMeant: true,
} as const satisfies Partial<Trigger>;

/** The plan ended, or never started: a further conference decided against it, and there is nothing to carry out or review. */
const planGone: readonly Trigger[] = [
  { fact: 'PlanEnded' },
  { fact: 'InitialConferenceHeld', where: { outcome: ['child-in-need', 'no-further-action'] }, unlessRunning: 'plan' },
  { fact: 'ChildDied' },
];

const enquiryBegun = {
  fact: 'StrategyDiscussionHeld',
  where: { decision: ['section-47-joint', 'section-47-single'] },
} as const satisfies Trigger;

/** An initial conference of no said kind is held for the enquiry that awaits one, and else for the transfer in. */
const conferenceOfEnquiry = {
  fact: 'InitialConferenceHeld',
  whereNot: { outcome: ['adjourned'], kind: ['transfer-in'] },
} as const satisfies Trigger;

/** Every duty in time there is, in the order of the journey. */
export const duties: { readonly [D in Duty]: DutyTerms } = {
  decision: {
    timescale: 'T1',
    title: 'Decide the type of response to the referral',
    countedFrom: 'the day the referral was received',
    startedBy: [{ fact: 'ReferralReceived', whereNot: { decision: ['not-known'] } }],
    metBy: [{ fact: 'ReferralDecided' }],
    cancelledBy: [{ fact: 'CaseClosed' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
  },
  'initial-assessment': {
    timescale: 'T2a',
    title: 'Complete the initial assessment',
    countedFrom: 'the day the referral was received; for a later one of the episode, the day it began',
    startedBy: [referral, { fact: 'AssessmentStarted', where: { kind: ['initial'] } }],
    metBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['initial'] } }],
    // A single assessment takes the place of the initial one, once it is anybody's rule. While the single one's clock runs
    // too, none has begun yet.
    cancelledBy: [
      ...closing,
      { fact: 'AssessmentStarted', where: { kind: ['single'] }, whileRunning: 'assessment', otherMeant: true },
      { fact: 'AssessmentStarted', where: { kind: ['single'] }, ifRule: 'assessment' },
      {
        fact: 'AssessmentAuthorised',
        where: { kind: ['single'] },
        whileRunning: 'assessment',
        unlessRunning: 'assessment-from-start',
        otherMeant: true,
      },
    ],
    whenRunning: 'keep',
    shown: true,
  },
  'core-assessment': {
    timescale: 'T2b',
    title: 'Complete the core assessment',
    countedFrom: 'the day the core assessment began',
    startedBy: [{ fact: 'AssessmentStarted', where: { kind: ['core'] } }],
    metBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['core'] } }],
    cancelledBy: closing,
    whenRunning: 'keep',
    shown: true,
  },
  assessment: {
    timescale: 'T2c',
    title: 'Complete the assessment',
    countedFrom: 'the day the referral was received; for a later one of the episode, the day it began',
    startedBy: [
      referral,
      {
        fact: 'AssessmentStarted',
        where: { kind: ['single'] },
        fromStartOf: 'first-single-assessment',
        ownStart: true,
      },
    ],
    metBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['single'] } }],
    // In the year of both, the kind that is made tells which the referral had begun; a single one under way goes on.
    cancelledBy: [
      ...closing,
      { fact: 'AssessmentStarted', where: { kind: ['initial', 'core'] }, ...notSettled },
      { fact: 'AssessmentAuthorised', where: { kind: ['initial', 'core'] }, ...notSettled },
    ],
    whenRunning: 'keep',
    shown: true,
  },
  'assessment-from-start': {
    timescale: 'T2c-start',
    title: 'Complete the assessment, counted from its own start',
    countedFrom: 'the day the assessment began',
    startedBy: [{ fact: 'AssessmentStarted', where: { kind: ['single'] } }],
    metBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['single'] } }],
    cancelledBy: [{ fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
  },
  'first-single-assessment': {
    timescale: 'T2c-first',
    title: 'Begin a single assessment, where the referral could lead to an initial one instead',
    countedFrom: 'the day the referral was received',
    startedBy: [referral],
    metBy: [
      { fact: 'AssessmentStarted', where: { kind: ['single'] } },
      { fact: 'AssessmentAuthorised', where: { kind: ['single'] } },
    ],
    cancelledBy: closing,
    whenRunning: 'keep',
    shown: false,
  },
  'early-single-assessment': {
    timescale: 'T2c-early',
    title: 'Complete a single assessment begun before any rule timed one',
    countedFrom: 'the day the assessment began',
    startedBy: [{ fact: 'AssessmentStarted', where: { kind: ['single'] } }],
    metBy: [{ fact: 'AssessmentAuthorised', where: { kind: ['single'] } }],
    cancelledBy: [{ fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: false,
  },
  enquiry: {
    timescale: 'T4',
    title: 'Conclude the section 47 enquiry',
    countedFrom: 'the strategy discussion that began the enquiry',
    // A discussion while the conference is awaited joins the enquiry that led to it (rule 8890).
    startedBy: [{ ...enquiryBegun, unlessRunning: 'conference' }],
    metBy: [{ fact: 'Section47Concluded' }, conferenceOfEnquiry],
    cancelledBy: [{ fact: 'CaseClosed' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: false,
  },
  plan: {
    timescale: 'T10',
    title: 'End the child protection plan',
    countedFrom: 'the day the plan started',
    startedBy: [{ fact: 'PlanStarted' }],
    metBy: [{ fact: 'PlanEnded' }],
    cancelledBy: [],
    whenRunning: 'keep',
    shown: false,
  },
  conference: {
    timescale: 'T6',
    title: 'Hold the initial child protection conference',
    countedFrom: 'the strategy discussion that began the enquiry',
    startedBy: [{ ...enquiryBegun, unlessRunning: 'enquiry' }],
    metBy: [
      conferenceOfEnquiry,
      // Reviews are held only on an open plan, where one takes the initial conference's place, enquiry concluded or not.
      { fact: 'ReviewConferenceHeld', whereNot: { outcome: ['adjourned'] } },
    ],
    cancelledBy: [
      { fact: 'Section47Concluded', where: { outcome: ['conference-not-required', 'already-on-plan'] } },
      { fact: 'ChildDied' },
    ],
    whenRunning: 'keep',
    shown: true,
  },
  'transfer-in-conference': {
    timescale: 'T6b',
    title: 'Hold the transfer-in conference',
    countedFrom: 'the day the authority was notified of the move',
    startedBy: [{ fact: 'TransferInNotified', dayIn: 'notifiedOn' }],
    metBy: [
      { fact: 'InitialConferenceHeld', where: { kind: ['transfer-in'] }, whereNot: { outcome: ['adjourned'] } },
      {
        fact: 'InitialConferenceHeld',
        whereNot: { outcome: ['adjourned'], kind: ['following-enquiry'] },
        unlessRunning: ['enquiry', 'conference'],
      },
    ],
    cancelledBy: [{ fact: 'TransferInWithdrawn' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
  },
  'core-group': {
    timescale: 'T7',
    title: 'Hold the first core group',
    countedFrom: 'the initial conference that decided on a plan',
    startedBy: [
      {
        fact: 'InitialConferenceHeld',
        where: { outcome: ['plan'] },
        // An import may not know of core groups: none is then awaited, and none missed.
        whereNot: { coreGroup: ['not-known'] },
      },
    ],
    metBy: [{ fact: 'CoreGroupHeld' }],
    cancelledBy: planGone,
    whenRunning: 'restart',
    shown: true,
  },
  'first-review': {
    timescale: 'T8',
    title: 'Hold the first review conference',
    countedFrom: 'the initial conference that decided on a plan',
    startedBy: [{ fact: 'InitialConferenceHeld', where: { outcome: ['plan'] } }],
    metBy: [{ fact: 'ReviewConferenceHeld', whereNot: { outcome: ['adjourned'] } }],
    cancelledBy: planGone,
    whenRunning: 'restart',
    shown: true,
  },
  'later-review': {
    timescale: 'T9',
    title: 'Hold the next review conference',
    countedFrom: 'the review before',
    startedBy: [{ fact: 'ReviewConferenceHeld', where: { outcome: ['continue'] } }],
    metBy: [{ fact: 'ReviewConferenceHeld', whereNot: { outcome: ['adjourned'] } }],
    cancelledBy: [{ fact: 'PlanEnded' }, { fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: true,
  },
  'police-protection': {
    timescale: 's46',
    title: 'End police protection',
    countedFrom: 'the time the child was taken',
    startedBy: [{ fact: 'PoliceProtectionTaken' }],
    metBy: [{ fact: 'PoliceProtectionEnded' }],
    cancelledBy: [{ fact: 'EmergencyProtectionOrderMade' }, { fact: 'ChildDied' }],
    // Taken again with no end recorded: both are shown, for neither instant may be lost sight of.
    whenRunning: 'another',
    shown: true,
  },
  'emergency-order': {
    timescale: 's45',
    title: 'End or extend the emergency protection order',
    countedFrom: 'the order, which names the last day it is in force',
    startedBy: [{ fact: 'EmergencyProtectionOrderMade' }],
    metBy: [{ fact: 'EmergencyProtectionOrderEnded' }],
    cancelledBy: [{ fact: 'EmergencyProtectionOrderExtended' }, { fact: 'ChildDied' }],
    whenRunning: 'another',
    shown: true,
  },
  'emergency-order-extended': {
    timescale: 's45(6)',
    title: 'End the extended emergency protection order',
    countedFrom: 'the extension, which names the last day the order is in force',
    startedBy: [{ fact: 'EmergencyProtectionOrderExtended' }],
    metBy: [{ fact: 'EmergencyProtectionOrderEnded' }],
    cancelledBy: [{ fact: 'ChildDied' }],
    whenRunning: 'restart',
    shown: true,
  },
  'child-in-need-plan': {
    timescale: 'T12-plan',
    title: 'End the child in need plan',
    countedFrom: 'the day the plan began',
    startedBy: [{ fact: 'ChildInNeedPlanStarted' }],
    metBy: needPlanOver,
    cancelledBy: [{ fact: 'ChildDied' }],
    whenRunning: 'keep',
    shown: false,
  },
  ...timedLocally,
};

/** The duties an opening balance tells enough of to go on with. Of others it is not known whether they were met. */
export const dutiesBroughtForward: readonly Duty[] = [
  'decision',
  'initial-assessment',
  'core-assessment',
  'assessment',
  'assessment-from-start',
  'first-single-assessment',
  'early-single-assessment',
  'enquiry',
  'plan',
  'conference',
  'first-review',
  'later-review',
  'child-in-need-plan',
];

export const dutyNames = Object.keys(duties) as readonly Duty[];

/** The duties whose clocks a journey shows. The others are kept for what they tell of order. */
export const shownDuties = dutyNames.filter((duty) => duties[duty].shown);
