import { fact, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const at = (child: string, path: string): string => `/authorities/855/children/${child}/${path}`;
const registered = fact('ChildRegistered', { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as never);
const referred = fact('ReferralReceived', { on: '2026-01-05', at: '10:30', source: '2A' } as never);
const decided = fact('ReferralDecided', { on: '2026-01-06', decision: 'assess' } as never);

interface Answer {
  readonly code: string;
}
const bodyOf = ({ body }: { readonly body: unknown }): Answer => body as Answer;

describe('a batch that owes a reason', () => {
  it('says which facts protect the child, were not written, and would be if posted without the others', async () => {
    const visited = fact('ChildVisited', {
      on: '2026-01-12',
      purpose: 'assessment',
      seen: true,
      seenAlone: true,
    } as never);
    const late = fact('ReferralDecided', { on: '2026-01-12', decision: 'assess' } as never);
    await posting.post(at('B1', 'registrations'), registered.data);
    const answer = await posting.post(at('B1', 'facts'), { facts: [referred, late, visited] });
    expect([answer.status, bodyOf(answer).code]).toEqual([422, 'late-without-reason']);
    expect((answer.body as { detail: string }).detail).toMatch(
      / Nothing was written\. .*: post \/facts\/0, \/facts\/2 without the others\.$/,
    );
    expect((await posting.post(at('B1', 'facts'), { facts: [referred, visited] })).status).toBe(201);
    const alone = await posting.post(at('B1', 'facts'), { facts: [late] });
    expect((alone.body as { detail: string }).detail).toMatch(/ Nothing was written\.$/);
  });

  it('does not say so of what has no place without the others', async () => {
    const on = '2026-01-12';
    await posting.post(at('B2', 'facts'), { facts: [registered, referred, decided] });
    const discussed = fact('StrategyDiscussionHeld', {
      on,
      attended: ['police'],
      decision: 'section-47-joint',
    } as never);
    const meeting = { invited: [], attended: [], reportsReceived: [], childParticipated: false, outcome: 'plan' };
    const held = fact('InitialConferenceHeld', { on: '2026-02-03', ...meeting } as never);
    const started = fact('PlanStarted', { on: '2026-02-03', categories: ['NEG'] } as never);
    const answer = await posting.post(at('B2', 'facts'), { facts: [discussed, held, started] });
    expect([answer.status, bodyOf(answer).code]).toEqual([422, 'late-without-reason']);
    expect((answer.body as { detail: string }).detail).toMatch(/: post \/facts\/0 without the others\.$/);
  });
});
