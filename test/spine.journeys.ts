/** A child and what is posted of it, a batch at a time. */
export interface PostedJourney {
  readonly child: string;
  readonly posts: readonly (readonly object[])[];
}

const meeting = {
  invited: ['social-care', 'police', 'health'],
  attended: ['social-care', 'police', 'health'],
  reportsReceived: ['social-care'],
  childParticipated: true,
};

const fact = (type: string, on: string, data: object = {}): object => ({ type, data: { on, ...data } });

const registered = (on: string): object =>
  fact('ChildRegistered', on, { dateOfBirth: '2014-03-14', sex: 'F', ethnicity: 'WBRI', name: 'Invented Child' });

/** From a referral to a plan: three weeks and a half in which every duty is met in time. */
function toPlan(days: { referred: string; decided: string; discussed: string; concluded: string; met: string }) {
  return [
    [fact('ReferralReceived', days.referred, { source: '2A' })],
    [
      fact('ReferralDecided', days.decided, { decision: 'assess' }),
      fact('AssessmentStarted', days.decided, { kind: 'single' }),
    ],
    [
      fact('StrategyDiscussionHeld', days.discussed, {
        attended: ['social-care', 'police', 'health'],
        decision: 'section-47-joint',
      }),
    ],
    [fact('Section47Concluded', days.concluded, { outcome: 'conference-required', substantiated: true })],
    [
      fact('InitialConferenceHeld', days.met, { ...meeting, outcome: 'plan' }),
      fact('PlanStarted', days.met, { categories: ['NEG'] }),
    ],
  ];
}

const reviewed = (on: string, outcome: 'continue' | 'end'): object =>
  fact('ReviewConferenceHeld', on, { ...meeting, outcome });

const authorised = (on: string): object =>
  fact('AssessmentAuthorised', on, { kind: 'single', factors: ['3B'], outcome: 'child-in-need' });

const planEnded = (on: string): object =>
  fact('PlanEnded', on, { reason: 'review-decision', stepDown: 'child-in-need' });

/** Two children: one comes back within the year and has a second plan; the other's plan lasts more than two years. */
export const journeys: readonly PostedJourney[] = [
  {
    child: 'SPINE1',
    posts: [
      [registered('2022-01-10')],
      ...toPlan({
        referred: '2022-01-10',
        decided: '2022-01-11',
        discussed: '2022-01-17',
        concluded: '2022-01-28',
        met: '2022-02-04',
      }),
      [authorised('2022-03-04')],
      [reviewed('2022-04-29', 'continue')],
      [reviewed('2022-09-30', 'end'), planEnded('2022-09-30')],
      [fact('CaseClosed', '2022-10-14', { reason: 'RC7' })],
      ...toPlan({
        referred: '2022-12-05',
        decided: '2022-12-06',
        discussed: '2022-12-19',
        concluded: '2023-01-06',
        met: '2023-01-10',
      }),
    ],
  },
  {
    child: 'SPINE2',
    posts: [
      [registered('2020-12-01')],
      ...toPlan({
        referred: '2020-12-01',
        decided: '2020-12-02',
        discussed: '2020-12-07',
        concluded: '2020-12-18',
        met: '2020-12-22',
      }),
      [authorised('2021-01-20')],
      [reviewed('2021-03-19', 'continue')],
      [reviewed('2021-09-17', 'continue')],
      [reviewed('2022-03-16', 'continue')],
      [reviewed('2022-09-14', 'continue')],
      [reviewed('2023-03-13', 'continue')],
      [reviewed('2023-04-20', 'end'), planEnded('2023-04-20')],
    ],
  },
];

/** A child of whom no more is known than that someone was worried. */
export const newlyKnown: readonly object[] = [
  registered('2023-05-02'),
  fact('ContactReceived', '2023-05-02', { contactId: 'C9', source: '2A' }),
];
