import type { ColumnOf, ColumnType, Row, RowKind } from './rows.ts';

/** Every kind of row and its columns. The tables of the read model are made from this, so they cannot differ. */
export const rowColumns = {
  child: {
    dateOfBirth: 'day or none',
    dateOfBirthEstimated: 'flag',
    expectedDateOfBirth: 'day or none',
    birthKnown: 'flag',
    bornOn: 'day',
    turned1On: 'day',
    turned5On: 'day',
    turned10On: 'day',
    turned16On: 'day',
    turned18On: 'day',
    sex: 'text',
    ethnicity: 'text or none',
    disabilities: 'text or none',
    diedOn: 'day',
  },
  allocation: { worker: 'text', team: 'text', fromDay: 'day', untilDay: 'day' },
  family: { familyId: 'text', linkedOn: 'day', unlinkedOn: 'day' },
  'looked-after': { fromDay: 'day', untilDay: 'day' },
  contact: {
    contactId: 'text',
    receivedOn: 'day',
    source: 'text',
    outcome: 'text or none',
    decidedOn: 'day',
    ledToReferral: 'flag',
    recordedAfter: 'number',
  },
  referral: {
    receivedOn: 'day',
    source: 'text',
    primaryNeed: 'text or none',
    firstOfDay: 'flag',
    previousOn: 'day or none',
    monthsSincePrevious: 'number or none',
    wholeMonthsSincePrevious: 'number or none',
    daysSincePrevious: 'number or none',
    recordedAfter: 'number',
    decision: 'text or none',
    decidedOn: 'day',
    decisionDueOn: 'day',
    decisionDueKnown: 'flag',
    decisionKnown: 'flag',
    decisionNeeded: 'flag',
    decisionWorkingDays: 'number or none',
    noFurtherAction: 'flag',
    closedOn: 'day',
    closureReason: 'text or none',
    assessedNotInNeed: 'flag',
    broughtForward: 'flag',
  },
  assessment: {
    assessmentKind: 'text',
    single: 'flag',
    initial: 'flag',
    core: 'flag',
    startedOn: 'day or none',
    authorisedOn: 'day',
    outcome: 'text or none',
    clockFrom: 'day or none',
    clockStartedBy: 'text',
    workingDays: 'number or none',
    workingDaysKnown: 'flag',
    workingDaysFromStart: 'number or none',
    workingDaysFromStartKnown: 'flag',
    overdueFrom: 'day',
    overdueKnown: 'flag',
    recordedAfter: 'number or none',
    awaitedUntil: 'day',
  },
  meeting: {
    meetingKind: 'text',
    strategyDiscussion: 'flag',
    heldOn: 'day',
    outcome: 'text',
    decided: 'flag',
    attended: 'text or none',
    attendanceKnown: 'flag',
    quorumAsked: 'flag',
    quorate: 'flag',
    recordedAfter: 'number',
  },
  enquiry: {
    startedOn: 'day',
    firstOfDay: 'flag',
    concludedOn: 'day',
    outcome: 'text or none',
    substantiated: 'flag or none',
    conferenceOn: 'day',
  },
  conference: {
    heldOn: 'day',
    outcome: 'text',
    decided: 'flag',
    enquiryStartedOn: 'day or none',
    transferIn: 'flag',
    workingDays: 'number or none',
    workingDaysKnown: 'flag',
  },
  plan: {
    startedOn: 'day',
    endedOn: 'day',
    endReason: 'text or none',
    stepDown: 'text or none',
    categories: 'text',
    latestCategories: 'text',
    earlierPlans: 'number',
    previousEndedOn: 'day or none',
    monthsSincePreviousEnd: 'number or none',
    previousEndKnown: 'flag',
    monthsToEnd: 'number or none',
    monthsLasted: 'number or none',
    reviewsKnownFrom: 'day',
  },
  'plan-category': { plan: 'text', categories: 'text', fromDay: 'day', untilDay: 'day' },
  'review-clock': {
    plan: 'text',
    duty: 'text',
    rule: 'text or none',
    startedOn: 'day',
    dueOn: 'day',
    dueOnDays: 'day',
    metOn: 'day',
    stoppedOn: 'day',
    how: 'text or none',
    late: 'flag',
  },
  clock: {
    duty: 'text',
    rule: 'text',
    startedBy: 'text',
    startedOn: 'day',
    dueOn: 'day',
    dueKnown: 'flag',
    dueAt: 'instant or none',
    dueSoonFrom: 'day',
    overdueFrom: 'instant',
    stoppedOn: 'day',
    stoppedAt: 'instant or none',
    stoppedBy: 'text or none',
    how: 'text or none',
    late: 'flag',
    otherMeant: 'flag',
    needed: 'flag',
  },
} as const satisfies { readonly [K in RowKind]: Readonly<Record<ColumnOf<K>, ColumnType>> };

export const rowKinds = Object.keys(rowColumns) as readonly RowKind[];

/** The columns of a kind, in their fixed order. */
export function columnsOf(kind: RowKind): readonly string[] {
  return columns[kind];
}

const columns = Object.fromEntries(
  rowKinds.map((kind) => [kind, Object.keys(rowColumns[kind])]),
) as unknown as Readonly<Record<RowKind, readonly string[]>>;

/** Whether two rows say the same and rest on the same facts. */
export function sameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.key !== b.key || !sameList(a.sources, b.sources)) return false;
  const one = a as unknown as Readonly<Record<string, unknown>>;
  const other = b as unknown as Readonly<Record<string, unknown>>;
  return columnsOf(a.kind).every((column) => one[column] === other[column]);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
