import { startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const meeting = {
  invited: ['social-care', 'police'],
  attended: ['social-care'],
  reportsReceived: [],
  childParticipated: true,
};

/** One whole journey, a post for each step as front ends make them. */
const steps: readonly (readonly [path: string, body: object])[] = [
  [
    'registrations',
    { on: '2024-01-08', dateOfBirth: '2017-03-14', sex: 'F', ethnicity: 'WBRI', name: 'Invented Child' },
  ],
  ['contacts', { on: '2024-01-08', at: '09:10', contactId: 'C1', source: '2A', reason: 'School reports bruising.' }],
  ['contact-decisions', { on: '2024-01-08', at: '10:00', contactId: 'C1', outcome: 'referral' }],
  ['referrals', { on: '2024-01-08', at: '10:30', source: '2A', contactId: 'C1' }],
  ['referral-decisions', { on: '2024-01-09', decision: 'assess' }],
  ['assessments', { on: '2024-01-09', kind: 'single' }],
  [
    'strategy-discussions',
    { on: '2024-01-15', attended: ['social-care', 'police', 'health'], decision: 'section-47-joint' },
  ],
  ['section-47-conclusions', { on: '2024-01-26', outcome: 'conference-required', substantiated: true }],
  [
    'facts',
    {
      facts: [
        { type: 'InitialConferenceHeld', data: { on: '2024-02-02', ...meeting, outcome: 'plan' } },
        { type: 'PlanStarted', data: { on: '2024-02-02', categories: ['NEG'] } },
      ],
    },
  ],
  ['visits', { on: '2024-02-09', purpose: 'protection-plan', seen: true, seenAlone: true }],
  ['core-groups', { on: '2024-02-16', attended: ['social-care', 'health', 'family'] }],
  ['assessment-authorisations', { on: '2024-03-01', kind: 'single', factors: ['3B'], outcome: 'child-in-need' }],
  ['review-conferences', { on: '2024-04-30', ...meeting, outcome: 'continue' }],
  ['plan-category-changes', { on: '2024-04-30', categories: ['NEG', 'EMO'] }],
  ['review-conferences', { on: '2024-09-30', ...meeting, outcome: 'end' }],
  ['plan-ends', { on: '2024-09-30', reason: 'review-decision', stepDown: 'child-in-need' }],
  ['case-closures', { on: '2024-10-15', reason: 'RC7' }],
];

it('takes a whole journey, step by step, and reads it back', async () => {
  const child = '/authorities/855/children/A1';
  let revision = -1;
  for (const [path, body] of steps) {
    const answer = await posting.post(`${child}/${path}`, body);
    expect({ path, status: answer.status, body: answer.body }).toMatchObject({
      path,
      status: 201,
      body: { reasonOwed: [] },
    });
    revision = (answer.body as { revision: number }).revision;
    expect(answer.headers['etag']).toBe(`"${String(revision)}"`);
  }
  expect(revision).toBe(17);
  const { status, body, headers } = await posting.get(`${child}/journey`);
  expect(status).toBe(200);
  expect(headers['etag']).toBe('"17"');
  expect(body).toMatchObject({ child: 'A1', revision: 17, unread: [] });
  expect(
    (body as { clocks: { clock: string; state: string }[] }).clocks.map(({ clock, state }) => [clock, state]),
  ).toEqual([
    ['decision', 'met'],
    ['conference', 'met'],
    ['core-group', 'met'],
    ['assessment', 'met'],
    ['assessment-from-start', 'met'],
    ['first-review', 'met'],
    ['later-review', 'met'],
  ]);
  expect((body as { facts: { data: object }[] }).facts[0]?.data).toMatchObject({ name: 'Invented Child' });
});
