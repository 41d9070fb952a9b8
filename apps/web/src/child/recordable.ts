import { catalogue, isCorrectionType, ordinaryTypes, type FactType, type OrdinaryType } from '#events';
import { duties, dutyNames } from '#timescales';
import { meaningOf, slugOf, titleOf } from './fact-words.ts';

/** What one form records: a fact, or facts that practice records together, all of them or none. */
export interface Recordable {
  /** Its place in addresses. */
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly parts: readonly Part[];
  /** What has to be possible beside the first of its facts, for the form to be offered. */
  readonly alsoNext?: OrdinaryType;
}

/** One fact of a form, and what of it need not be asked. */
export interface Part {
  readonly type: OrdinaryType;
  /** Answered by the choice of this form: a conference that made a plan decided on one. */
  readonly answered?: Readonly<Record<string, unknown>>;
  /** Said once, of an earlier fact of the form: a plan starts on the day of its conference. */
  readonly same?: Readonly<Record<string, { readonly part: number; readonly field: string }>>;
}

const sameDay = { on: { part: 0, field: 'on' } } as const;
const sameMeeting = { ...sameDay, at: { part: 0, field: 'at' } } as const;

/** What practice records in one go. Each is lawful in this order, and most are refused when recorded apart. */
export const together: readonly Recordable[] = [
  {
    id: 'contact-that-became-a-referral',
    title: 'Contact that became a referral',
    meaning: 'Someone contacted the authority, and what they said was taken as a referral.',
    alsoNext: 'ReferralReceived',
    parts: [
      { type: 'ContactReceived' },
      {
        type: 'ContactDecided',
        answered: { outcome: 'referral' },
        same: { contactId: { part: 0, field: 'contactId' } },
      },
      {
        type: 'ReferralReceived',
        same: {
          on: { part: 1, field: 'on' },
          source: { part: 0, field: 'source' },
          contactId: { part: 0, field: 'contactId' },
        },
      },
    ],
  },
  {
    id: 'referral-and-its-decision',
    title: 'Referral and its decision',
    meaning: 'A referral was received, and a manager decided the response to it.',
    parts: [{ type: 'ReferralReceived' }, { type: 'ReferralDecided' }],
  },
  {
    id: 'assessment-that-closed-the-case',
    title: 'Assessment that closed the case',
    meaning: 'The assessment was authorised with nothing more to be done, and the case was closed.',
    parts: [{ type: 'AssessmentAuthorised' }, { type: 'CaseClosed' }],
  },
  {
    id: 'enquiry-that-needs-a-conference',
    title: 'Enquiry that needs a conference, which is booked',
    meaning: 'The section 47 enquiry found that a conference is required, and one was booked.',
    parts: [
      { type: 'Section47Concluded', answered: { outcome: 'conference-required' } },
      { type: 'InitialConferenceBooked', same: sameDay },
    ],
  },
  {
    id: 'conference-that-made-a-plan',
    title: 'Initial conference that made a plan',
    meaning: 'The initial conference met and decided on a child protection plan, which started that day.',
    parts: [
      { type: 'InitialConferenceHeld', answered: { outcome: 'plan' } },
      { type: 'PlanStarted', same: sameMeeting },
    ],
  },
  {
    id: 'review-that-continued-the-plan',
    title: 'Review conference that continued the plan, and the booking of the next',
    meaning: 'The review conference met and the plan continues; the next review was booked.',
    parts: [
      { type: 'ReviewConferenceHeld', answered: { outcome: 'continue' } },
      { type: 'ReviewConferenceBooked', same: sameDay },
    ],
  },
  {
    id: 'review-that-ended-the-plan',
    title: 'Review conference that ended the plan',
    meaning: 'The review conference met and decided that the plan ends, which it did that day.',
    parts: [
      { type: 'ReviewConferenceHeld', answered: { outcome: 'end' } },
      { type: 'PlanEnded', answered: { reason: 'review-decision' }, same: sameMeeting },
    ],
  },
  {
    id: 'death-and-the-end-of-the-plan',
    title: 'Death of a child on a plan',
    meaning: 'The child died, and the child protection plan ended that day.',
    alsoNext: 'PlanEnded',
    parts: [
      { type: 'ChildDied' },
      { type: 'PlanEnded', answered: { reason: 'died', stepDown: 'none' }, same: sameMeeting },
    ],
  },
];

/** What registers a child, alone or with what made them known. */
export const registrations: readonly Recordable[] = [
  {
    id: 'child',
    title: 'Register a child',
    meaning: 'The child became known to the authority, and nothing else is recorded yet.',
    parts: [{ type: 'ChildRegistered' }],
  },
  {
    id: 'child-and-contact',
    title: 'Register a child with their first contact',
    meaning: 'Someone contacted the authority about a child who was not known to it.',
    parts: [{ type: 'ChildRegistered' }, { type: 'ContactReceived', same: sameDay }],
  },
  {
    id: 'child-and-referral',
    title: 'Register a child with their first referral',
    meaning: 'A referral was received of a child who was not known to the authority.',
    parts: [{ type: 'ChildRegistered' }, { type: 'ReferralReceived', same: sameDay }],
  },
];

/** A fact by itself, as a form records it. */
export function alone(type: OrdinaryType): Recordable {
  return { id: slugOf(type), title: titleOf(type), meaning: meaningOf(type), parts: [{ type }] };
}

/** What the form at an address records. */
export function recordableCalled(id: string): Recordable | undefined {
  const type = ordinaryTypes.find((each) => slugOf(each) === id);
  return together.find((each) => each.id === id) ?? (type === undefined ? undefined : alone(type));
}

export function registrationCalled(id: string): Recordable | undefined {
  return registrations.find((each) => each.id === id);
}

/** What a page offers to record. */
export interface Offered {
  /** In the course of things, as the journey stands: what meets something that is due. */
  readonly due: readonly Recordable[];
  /** In the course of things as well, and nothing waits for it. */
  readonly next: readonly Recordable[];
  /** Recorded together with what comes next. */
  readonly together: readonly Recordable[];
  /** Everything else: out of course, and refused where it could not have happened. */
  readonly others: readonly Recordable[];
}

/** What may be recorded of a child: what comes next first, and everything else after it, so that nothing is out of reach. */
export function offeredBy(next: readonly FactType[], running: readonly string[], imports: boolean): Offered {
  const mayRecord = ordinaryTypes.filter((type) => imports || catalogue[type].importOnly !== true);
  const isNext = (type: FactType): boolean => next.includes(type);
  return {
    due: next.flatMap((type) => (meetsOneOf(running, type) ? [alone(type)] : [])),
    next: next.flatMap((type) => (isCorrectionType(type) || meetsOneOf(running, type) ? [] : [alone(type)])),
    together: together.filter(
      ({ parts, alsoNext }) =>
        parts[0] !== undefined && isNext(parts[0].type) && (alsoNext === undefined || isNext(alsoNext)),
    ),
    others: mayRecord.filter((type) => !isNext(type)).map(alone),
  };
}

/** Whether a fact can meet one of the duties whose clocks run. */
function meetsOneOf(running: readonly string[], type: FactType): type is OrdinaryType {
  return dutyNames.some((duty) => running.includes(duty) && duties[duty].metBy.some(({ fact }) => fact === type));
}
