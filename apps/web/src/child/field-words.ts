import type { FactType } from '#events';

/** What a field is called on a page, and what helps to answer it. */
export interface Words {
  readonly label: string;
  readonly hint?: string;
}

/** The words for a field: those for this fact where it has some, otherwise those for every fact that has the field. */
export function wordsFor(type: FactType, path: string): Words {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return ofFact[`${type}.${path}`] ?? ofFact[`${type}.${name}`] ?? words[name] ?? { label: apart(name) };
}

/** Whether somebody chose words for this field, rather than its name being taken apart. */
export function isWorded(type: FactType, path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return `${type}.${path}` in ofFact || `${type}.${name}` in ofFact || name in words;
}

/** Where a field comes among those asked for: the order of this table. */
export function placeOf(name: string): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}

/** What nobody may be named in: it is read by whoever may read the record. */
const nameNobody = 'Do not name anybody outside this child’s family, or give an address.';
const why = `In one or two sentences. ${nameNobody}`;

/** Every field, in the order it is asked for. */
const words: Readonly<Record<string, Words>> = {
  on: { label: 'Date it happened', hint: 'For example, 27 3 2026' },
  at: {
    label: 'Time it happened',
    hint: 'London time on the 24-hour clock, for example 14:30. It is needed only where the order within the day matters.',
  },
  name: { label: 'Child’s name' },
  dateOfBirth: { label: 'Date of birth', hint: 'For example, 27 3 2017' },
  dateOfBirthEstimated: { label: 'Is the date of birth estimated?' },
  expectedDateOfBirth: { label: 'Expected date of birth', hint: 'For a child not yet born. For example, 27 9 2026' },
  sex: { label: 'Sex' },
  ethnicity: { label: 'Ethnicity' },
  disabilities: { label: 'Disabilities', hint: 'Select all that apply.' },
  upn: { label: 'Unique pupil number (UPN)', hint: 'A letter, eleven digits, and a digit or letter.' },
  upnUnknownReason: { label: 'Why the unique pupil number is not known' },
  formerUpn: { label: 'Former unique pupil number', hint: 'A letter, eleven digits, and a digit or letter.' },
  nhsNumber: { label: 'NHS number', hint: 'Ten digits, for example 485 777 3456.' },
  contactId: { label: 'Reference of the contact', hint: 'Your authority’s own reference. It must not name anybody.' },
  source: { label: 'Who contacted or referred' },
  fromAuthority: { label: 'Authority the child moves from', hint: 'Its 3-digit DfE code, for example 825.' },
  toAuthority: { label: 'Authority the child moves to', hint: 'Its 3-digit DfE code, for example 825.' },
  authority: { label: 'Authority whose plan it is', hint: 'Its 3-digit DfE code, for example 825.' },
  notifiedOn: { label: 'Date of the notification', hint: 'For example, 27 3 2026' },
  familyId: { label: 'Reference of the family', hint: 'Children with the same reference are siblings.' },
  worker: { label: 'Worker', hint: 'As your authority knows them, for example their name.' },
  team: { label: 'Team' },
  legalStatus: { label: 'Legal status', hint: 'The code as your authority records it.' },
  for: { label: 'Date the conference is to meet', hint: 'It may be still to come. For example, 27 3 2026' },
  purpose: { label: 'Purpose of the visit' },
  kind: { label: 'Kind' },
  meetingId: { label: 'Reference of the meeting', hint: 'Your authority’s own reference. It must not name anybody.' },
  invited: { label: 'Agencies invited', hint: 'Select all that apply.' },
  attended: { label: 'Agencies that attended', hint: 'Select all that apply.' },
  reportsReceived: { label: 'Agencies that sent a report', hint: 'Select all that apply.' },
  childParticipated: { label: 'Did the child take part, or were their views given?' },
  decision: { label: 'Decision' },
  outcome: { label: 'Outcome' },
  substantiated: { label: 'Were the concerns substantiated?' },
  factors: { label: 'Factors identified', hint: 'Select all that apply.' },
  primaryNeed: { label: 'Primary need' },
  categories: { label: 'Categories of abuse', hint: 'Select all that apply.' },
  initialCategories: { label: 'Categories at the start of the plan', hint: 'Select all that apply.' },
  latestCategories: { label: 'Categories now', hint: 'Select all that apply.' },
  seen: { label: 'Was the child seen?' },
  seenAlone: { label: 'Was the child seen alone?' },
  bedroomSeen: { label: 'Was the child’s bedroom seen?' },
  acknowledgedOn: { label: 'Date the referrer was told', hint: 'For example, 27 3 2026' },
  internalReviewOn: { label: 'Date of the internal review', hint: 'It may be still to come. For example, 27 3 2026' },
  byTransferIn: { label: 'Is this the referral of a child who moved here for good on another authority’s plan?' },
  until: { label: 'Last day of the order', hint: 'For example, 27 3 2026' },
  reason: { label: 'Reason' },
  stepDown: { label: 'What follows the plan' },
  receivingAuthority: {
    label: 'Authority that took over',
    hint: 'Only where the child moved permanently. Its 3-digit DfE code, for example 825.',
  },
  receivingConferenceOn: {
    label: 'Date of that authority’s conference',
    hint: 'Only where the child moved permanently. For example, 27 3 2026',
  },
  referral: { label: 'The referral that opened the case' },
  startedOn: { label: 'Date it started', hint: 'For example, 27 3 2026' },
  conferenceOn: { label: 'Date of the initial conference', hint: 'For example, 27 3 2026' },
  concludedOn: {
    label: 'Date the enquiry was concluded as needing a conference',
    hint: 'Leave it empty while the enquiry goes on. For example, 27 3 2026',
  },
  awaitsDecision: { label: 'Is the response still to be decided?' },
  earlierReferralsOn: {
    label: 'Dates of other referrals in the twelve months before',
    hint: 'One date on each line, for example 27/3/2026. Enter “none” where there were none.',
  },
  authorised: { label: 'Assessments of this episode already authorised', hint: 'Select all that apply.' },
  assessment: { label: 'The assessment in progress, if there is one' },
  enquiry: { label: 'The section 47 enquiry under way, if there is one' },
  childInNeedPlan: { label: 'The child in need plan, if there is one' },
  plan: { label: 'The child protection plan, if there is one' },
  previousPlansHere: {
    label: 'Plans in this authority before its record here begins',
    hint: 'Leave it empty unless an older record tells of some.',
  },
  previousPlansElsewhere: {
    label: 'Plans in other authorities',
    hint: 'As another authority told. They are never counted here.',
  },
  lastReviewOn: {
    label: 'Date of the last review',
    hint: 'Leave it empty where none was held. For example, 27 3 2026',
  },
  count: { label: 'How many' },
  lastEndedOn: { label: 'Date the last one ended', hint: 'For example, 27 3 2026' },
  coreGroup: { label: 'Core groups' },
  lateReason: { label: 'Why was this done after its due day?', hint: why },
  inquorateReason: { label: 'Why did the meeting go ahead without the agencies it needs?', hint: why },
  longerReason: { label: 'Why does the order run for longer?', hint: why },
  withoutEnquiryReason: { label: 'Why was the conference held without an enquiry?', hint: why },
  beforeConferenceReason: {
    label: 'Why does the plan end before the other authority’s conference has met?',
    hint: why,
  },
  why: { label: 'Why it is withdrawn' },
  note: { label: 'Note', hint: `What a reader of the record should know. ${nameNobody}` },
  fact: { label: 'The fact it concerns' },
  data: { label: 'What it should say' },
};

/** Where a field asks something else of one fact. */
const ofFact: Readonly<Record<string, Words>> = {
  'ChildRegistered.on': { label: 'Date the child became known to the authority', hint: 'For example, 27 3 2026' },
  'ChildBorn.dateOfBirth': { label: 'Date of birth, once more', hint: 'The day it happened. For example, 27 3 2026' },
  'ContactReceived.reason': { label: 'What the contact was about', hint: why },
  'CaseClosed.reason': { label: 'Reason for closure' },
  'PlanEnded.reason': { label: 'Why the plan ended' },
  'PlanEnded.note': {
    label: 'Note',
    hint: `Needed where the plan ends with the child being looked after. ${nameNobody}`,
  },
  'InitialConferenceBooked.on': { label: 'Date the booking was made', hint: 'For example, 27 3 2026' },
  'ReviewConferenceBooked.on': { label: 'Date the booking was made', hint: 'For example, 27 3 2026' },
  'InitialConferenceHeld.kind': {
    label: 'Which conference is this?',
    hint: 'Both an enquiry and a transfer in await one. Where it was for both, record it once for each.',
  },
  'AssessmentStarted.kind': { label: 'Kind of assessment' },
  'AssessmentAuthorised.kind': { label: 'Kind of assessment' },
  'AssessmentAuthorised.on': { label: 'Date the manager authorised it', hint: 'For example, 27 3 2026' },
  'CaseBroughtForward.on': { label: 'Date the case was brought forward', hint: 'For example, 27 3 2026' },
  'CaseBroughtForward.referral.on': { label: 'Date of the referral', hint: 'For example, 27 3 2026' },
  'ReferralReceived.contactId': {
    label: 'Reference of the contact it came from',
    hint: 'Only where it came from a contact recorded here.',
  },
  'ReferralReceived.decision': { label: 'Decision, as the source of an import tells it' },
  'PoliceProtectionTaken.at': {
    label: 'Time it happened',
    hint: 'London time on the 24-hour clock, for example 14:30. The 72 hours begin then.',
  },
  'PoliceProtectionEnded.at': {
    label: 'Time it happened',
    hint: 'London time on the 24-hour clock, for example 14:30.',
  },
};

const order = Object.keys(words);

/** internalReviewOn → Internal review on. */
export function apart(name: string): string {
  const spaced = name
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/([a-z])([0-9])/g, '$1 $2')
    .replace(/([0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
