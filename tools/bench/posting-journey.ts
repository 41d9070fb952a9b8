import { request, type Agent } from 'node:http';

/** A journey every fact of which is accepted, in order. */
export const journey: readonly (readonly [path: string, type: string, data: object])[] = [
  [
    'registrations',
    'ChildRegistered',
    { on: '2024-01-08', dateOfBirth: '2017-03-14', sex: 'F', name: 'Invented Child' },
  ],
  [
    'contacts',
    'ContactReceived',
    { on: '2024-01-08', contactId: 'C1', source: '2A', reason: 'School reports bruising.' },
  ],
  ['contact-decisions', 'ContactDecided', { on: '2024-01-08', contactId: 'C1', outcome: 'referral' }],
  ['referrals', 'ReferralReceived', { on: '2024-01-08', source: '2A', primaryNeed: 'N1', contactId: 'C1' }],
  ['referral-decisions', 'ReferralDecided', { on: '2024-01-09', decision: 'assess' }],
  ['assessments', 'AssessmentStarted', { on: '2024-01-09', kind: 'single' }],
  ['detail-amendments', 'ChildDetailsAmended', { on: '2024-01-10', ethnicity: 'WBRI' }],
  [
    'assessment-authorisations',
    'AssessmentAuthorised',
    { on: '2024-03-01', kind: 'single', factors: ['3B'], outcome: 'close' },
  ],
  ['case-closures', 'CaseClosed', { on: '2024-03-04', reason: 'RC8' }],
  [
    'contacts',
    'ContactReceived',
    { on: '2024-05-01', contactId: 'C2', source: '1A', reason: 'A neighbour is worried.' },
  ],
];

/** The path and the body of a post of these facts of one child. */
export function postOf(facts: typeof journey): { readonly path: string; readonly body: string } {
  const [first] = facts;
  if (facts.length === 1 && first !== undefined) return { path: first[0], body: JSON.stringify(first[2]) };
  return { path: 'facts', body: JSON.stringify({ facts: facts.map(typed) }) };
}

export function typed([, type, data]: (typeof journey)[number]): object {
  return { type, data };
}

/** Posts and gives the status of the answer. */
export function send(agent: Agent, port: number, path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const post = request({ agent, host: '127.0.0.1', port, method: 'POST', path, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    });
    post.once('error', reject);
    post.end(body);
  });
}
