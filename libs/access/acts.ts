/** What somebody may ask to be told: answered with what is kept, and nothing is changed. */
export const queries = {
  'case-record': 'A child’s record: the journey, its clocks explained, the replay, the proofs of its facts.',
  family: 'The children of a family.',
  worklist: 'The clocks that run, whose they are, and cases that have fallen silent.',
  calendar: 'A worker’s deadlines as a calendar feed.',
  alerts: 'The alerts that were raised, and whom they reached.',
  figures: 'Measures, dashboards, trends, published figures: counts and shares, which name nobody.',
  'figure-rows': 'The rows behind a figure, and what differs between two: ids of children and facts, no names.',
  'what-if': 'What would become of the caseload under other rules.',
  'unread-facts': 'Facts that today’s law would not accept.',
  'import-report': 'How far an import is, and what it left out.',
  'access-log': 'Who looked at whose record.',
  countersignatures: 'What was recorded without the role for it and waits to be countersigned.',
  restrictions: 'Which records are restricted, and to whom.',
  'glass-broken': 'Who opened a restricted record in an emergency, why, and what a reviewer found.',
  'own-permissions': 'What the person who asks may do here.',
} as const;

/** What leaves the authority, or may. */
export const exports = {
  'statutory-return': 'Returns owed to the DfE and lists for an Ofsted inspection: whole, restricted records included.',
  'partner-feed': 'Who is on a plan or looked after, for NHS settings: whole, restricted records included.',
  dataset: 'The Standard Safeguarding Dataset of the whole authority.',
  bundle: 'One child’s record with its proofs, for a recipient outside.',
  'subject-access': 'Everything held on one child, for the person it is about.',
} as const;

/** What changes something beside a child’s journey. */
export const administration = {
  'import-records': 'Take over another record.',
  'publish-figure': 'Publish a figure, for good.',
  'judge-figure': 'Give a figure its colour.',
  'resend-alerts': 'Have alerts sent again.',
  countersign: 'Countersign what was recorded without the role for it. Only with the very role that was lacking.',
  'restrict-case': 'Restrict a record to named people, change the names, lift the restriction.',
  'bar-person': 'Bar a person from a child’s record for a conflict of interest, or lift the bar.',
  'break-glass': 'Open a restricted record in an emergency, for a bounded time, with a reason.',
  'review-glass-broken': 'Review such an opening, unless it was one’s own.',
  'order-erasure': 'Order that a child’s personal texts be made unreadable for good.',
  'administer-keys': 'Rotate and care for the keys that texts are sealed under.',
  'administer-service': 'See and change how the service is set up.',
} as const;

export type QueryAct = keyof typeof queries;
export type ExportAct = keyof typeof exports;
export type AdministrativeAct = keyof typeof administration;

/** Everything that may be asked for beside the recording of facts. */
export type Act = QueryAct | ExportAct | AdministrativeAct;

export const acts = { ...queries, ...exports, ...administration } as const;
export const actNames = Object.keys(acts) as readonly Act[];
