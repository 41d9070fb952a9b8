import { issueDevelopmentToken } from '#http';
import { fact, now, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(() => posting.close());

const at = (child: string, path: string): string => `/authorities/855/children/${child}/${path}`;
const registered = fact('ChildRegistered', { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as never);
const referred = fact('ReferralReceived', { on: '2026-01-05', source: '2A' } as never);
const rang = fact('ContactReceived', { on: '2026-01-07', contactId: 'C1', source: '2A', reason: 'Bruises.' } as never);

interface Answer {
  readonly code: string;
  readonly detail: string;
  readonly facts: readonly { readonly id: string; readonly data?: object; readonly masked?: boolean }[];
  readonly [more: string]: unknown;
}
const bodyOf = ({ body }: { readonly body: unknown }): Answer => body as Answer;
const idsIn = (answer: { readonly body: unknown }) => bodyOf(answer).facts.map(({ id }) => id);

const token = (role: 'auditor' | 'caseworker'): Promise<string> | string =>
  issueDevelopmentToken({ role, user: 'u9', authority: '855', dataFolder: posting.folder, now });

describe('a fact posted for the wrong child', () => {
  it('is moved by one post, and then shown of the wrong child to an auditor only', async () => {
    const ids = idsIn(await posting.post(at('W1', 'facts'), { facts: [registered, rang] }));
    await posting.post(at('R1', 'facts'), { facts: [registered] });
    const move = { facts: [ids[1]], to: 'R1', note: 'The cousin was meant.' };

    const preview = await posting.post(at('W1', 'moves?preview=true'), move);
    expect(preview.status).toBe(200);
    expect(preview.body).toMatchObject({ to: { child: 'R1', revision: 0 }, from: { child: 'W1', revision: 1 } });

    const key = { 'idempotency-key': 'm1' };
    const moved = await posting.post(at('W1', 'moves'), move, key);
    expect(moved.status).toBe(201);
    expect(moved.headers['idempotency-key']).toBe('m1');
    expect(moved.body).toMatchObject({
      authority: '855',
      to: { child: 'R1', revision: 1, facts: [{ type: 'ContactReceived' }] },
      from: { child: 'W1', revision: 2, facts: [{ type: 'FactWithdrawn' }] },
    });
    const again = await posting.post(at('W1', 'moves'), move, key);
    expect([again.status, again.body]).toEqual([201, moved.body]);

    const [right, wrong] = [await posting.get(at('R1', 'journey')), await posting.get(at('W1', 'journey'))];
    expect(bodyOf(right).facts[1]).toMatchObject({ data: { reason: 'Bruises.' } });
    expect(bodyOf(wrong).facts[1]).toMatchObject({ masked: true });
    expect(JSON.stringify(wrong.body)).not.toMatch(/Bruises|cousin/);
    const asked = (role: 'auditor' | 'caseworker') => async () =>
      posting.get(at('W1', 'journey')).set({ authorization: `Bearer ${await token(role)}` });
    expect(bodyOf(await asked('caseworker')()).facts[1]).not.toHaveProperty('data');
    expect(bodyOf(await asked('auditor')()).facts[1]).toMatchObject({ masked: true, data: { reason: 'Bruises.' } });
  });

  it('is refused in words of which child, pointing to the fact', async () => {
    const ids = idsIn(await posting.post(at('W2', 'facts'), { facts: [registered, referred, rang] }));
    await posting.post(at('R2', 'facts'), { facts: [registered, rang] });
    const twice = await posting.post(at('W2', 'moves'), { facts: [ids[2], ids[1]], to: 'R2' });
    expect(twice.status).toBe(409);
    expect(twice.body).toMatchObject({ code: 'contact-already-received', child: 'R2', pointer: '/facts/0' });
    expect(bodyOf(twice).detail).toMatch(/^For the child they are moved to: /);
  });

  it.each([
    ['no facts', { facts: [], to: 'R3' }, ['/facts']],
    ['what is no list', { facts: 'all', to: 'R3' }, ['/facts']],
    ['what is no id, and a fact twice', { facts: ['x', 'x'], to: 'R3' }, ['/facts/0', '/facts/1']],
    ['no child', { facts: ['2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1'], to: 'R 3' }, ['/to']],
    ['the same child', { facts: ['2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1'], to: 'W3' }, ['/to']],
  ])('is not moved by a body that names %s', async (_, body, pointers) => {
    const answer = await posting.post(at('W3', 'moves'), body);
    expect(answer.status).toBe(400);
    expect((bodyOf(answer)['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe('a preview', () => {
  it('tells which clocks turn and which measures move, and a recorded post does not', async () => {
    await posting.post(at('P1', 'facts'), { facts: [registered] });
    const asked = await posting.post(at('P1', 'referrals?preview=true'), referred.data);
    expect(bodyOf(asked)['preview']).toMatchObject({
      turned: [
        { clock: 'decision', before: null, after: { state: 'running', due: '2026-01-06' } },
        { clock: 'assessment', before: null },
      ],
      measures: expect.arrayContaining(['referrals']) as unknown,
    });
    const posted = await posting.post(at('P1', 'referrals'), referred.data);
    expect(bodyOf(posted)).not.toHaveProperty('preview');
    const correction = { fact: bodyOf(posted).facts[0]?.id, data: { ...referred.data, on: '2026-01-08' } };
    const moving = await posting.post(at('P1', 'corrections?preview=true'), correction);
    expect(bodyOf(moving)['preview']).toMatchObject({
      turned: [
        { clock: 'decision', before: { due: '2026-01-06' }, after: { due: '2026-01-09' } },
        { clock: 'assessment' },
      ],
      measures: expect.arrayContaining(['referrals']) as unknown,
    });
  });
});

describe('several children, one of whom cannot be recorded', () => {
  it('are answered each with what was written, and the same post again repeats nothing', async () => {
    for (const child of ['S1', 'S2']) await posting.post(at(child, 'facts'), { facts: [registered] });
    // Sealed, these are larger than the store takes at once; as posted they are not larger than a body may be.
    const long = Array.from({ length: 96 }, (_, index) =>
      fact('ContactReceived', {
        on: '2026-01-07',
        contactId: `C${String(index)}`,
        source: '2A',
        reason: 'é'.repeat(4000),
      } as never),
    );
    const large = {
      children: [
        { child: 'S1', facts: [rang] },
        { child: 'S2', facts: long },
      ],
    };
    for (let time = 0; time < 2; time += 1) {
      const answer = await posting.post('/authorities/855/facts', large, { 'idempotency-key': 's1' });
      expect(answer.status).toBe(413);
      expect(answer.body).toMatchObject({
        code: 'unfinished-for-some',
        children: [
          { child: 'S1', status: time === 0 ? 'recorded' : 'repeated', revision: 1 },
          { child: 'S2', status: 'failed', problem: { code: 'too-large-to-store' } },
        ],
      });
      expect(bodyOf(answer).detail).toContain('same Idempotency-Key');
    }
    expect(bodyOf(await posting.get(at('S1', 'journey'))).facts).toHaveLength(2);
  });
});
