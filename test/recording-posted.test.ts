import { readFileSync } from 'node:fs';
import { fact, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;
let instant = Date.parse('2026-06-15T11:00:00Z');

beforeAll(async () => {
  posting = await startPosting({}, () => instant);
});

afterAll(() => posting.close());

const at = (child: string, path: string): string => `/authorities/855/children/${child}/${path}`;
const registered = fact('ChildRegistered', {
  on: '2026-01-05',
  dateOfBirth: '2017-03-14',
  sex: 'F',
  name: 'Invented Child',
} as never);
const referred = fact('ReferralReceived', { on: '2026-01-05', at: '10:30', source: '2A' } as never);
const decided = fact('ReferralDecided', { on: '2026-01-06', decision: 'assess' } as never);

interface Answer {
  readonly code: string;
  readonly revision: number;
  readonly facts: readonly {
    readonly id: string;
    readonly type: string;
    readonly on?: string;
    readonly data?: object;
  }[];
  readonly clocks: readonly { readonly clock: string; readonly due: string; readonly state: string }[];
}
const bodyOf = ({ body }: { readonly body: unknown }): Answer => body as Answer;

describe('a request with a key', () => {
  it('asked again answers the same 201 and writes nothing, however far the journey has gone on', async () => {
    const body = { facts: [registered, referred] };
    const first = await posting.post(at('K1', 'facts'), body, { 'idempotency-key': 'k1', 'if-match': '"99"' });
    expect(first.status).toBe(409);
    const taken = await posting.post(at('K1', 'facts'), body, { 'idempotency-key': 'k1' });
    expect(taken.status).toBe(201);
    instant += 60_000;
    expect((await posting.post(at('K1', 'referral-decisions'), decided.data)).status).toBe(201);
    // Neither the revision it was made at nor today's order stands in the way of a repeat.
    const again = await posting.post(at('K1', 'facts'), body, { 'idempotency-key': 'k1', 'if-match': '"99"' });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(taken.body);
    expect(again.headers['idempotency-key']).toBe('k1');
    expect(bodyOf(await posting.get(at('K1', 'journey'))).revision).toBe(2);
  });

  it('with other facts, fewer facts or more is refused', async () => {
    const key = { 'idempotency-key': 'k2' };
    expect((await posting.post(at('K2', 'facts'), { facts: [registered, referred] }, key)).status).toBe(201);
    for (const facts of [[registered], [registered, decided], [registered, referred, decided]]) {
      const answer = await posting.post(at('K2', 'facts'), { facts }, key);
      expect([answer.status, bodyOf(answer).code]).toEqual([422, 'idempotency-key-reused']);
    }
  });

  it('is another request for another child, and a refused one reserves nothing', async () => {
    const key = { 'idempotency-key': 'k3' };
    expect((await posting.post(at('K3', 'referrals'), referred.data, key)).status).toBe(409);
    expect((await posting.post(at('K3', 'registrations'), registered.data, key)).status).toBe(201);
    expect((await posting.post(at('K4', 'registrations'), registered.data, key)).status).toBe(201);
  });

  it('is given one where it names none, and may be asked again with that', async () => {
    const first = await posting.post(at('K5', 'registrations'), registered.data);
    const key = first.headers['idempotency-key'] ?? '';
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    const again = await posting.post(at('K5', 'registrations'), registered.data, { 'idempotency-key': key });
    expect([again.status, again.body]).toEqual([201, first.body]);
  });
});

describe('a preview', () => {
  it('judges and writes nothing', async () => {
    const answer = await posting.post(at('P1', 'facts?preview=true'), { facts: [registered, referred] });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      revision: null,
      position: null,
      clocks: [{ clock: 'decision', due: '2026-01-06' }, { clock: 'assessment' }],
    });
    expect((await posting.get(at('P1', 'journey'))).status).toBe(404);
  });

  it('is refused as the post would be', async () => {
    const answer = await posting.post(at('P1', 'referrals?preview=true'), referred.data);
    expect([answer.status, bodyOf(answer).code]).toEqual([409, 'child-not-registered']);
  });
});

describe('a reason that is owed', () => {
  const discussion = { on: '2026-01-12', attended: ['social-care', 'police', 'health'], decision: 'section-47-joint' };
  const meeting = {
    invited: [],
    attended: ['social-care'],
    reportsReceived: [],
    childParticipated: false,
    outcome: 'plan',
  };

  it('is asked for with every clock, and once given the fact is recorded as missed', async () => {
    await posting.post(at('R1', 'facts'), { facts: [registered, referred, decided] });
    await posting.post(at('R1', 'strategy-discussions'), discussion);
    const late = await posting.post(at('R1', 'initial-conferences'), { on: '2026-02-03', ...meeting });
    expect([late.status, bodyOf(late).code]).toEqual([422, 'late-without-reason']);
    expect(late.body).toMatchObject({
      owed: [{ code: 'late-without-reason', clock: 'conference', due: '2026-02-02', days: 1, pointer: '' }],
    });
    const told = await posting.post(at('R1', 'initial-conferences'), {
      on: '2026-02-03',
      ...meeting,
      lateReason: 'Illness.',
    });
    expect(told.status).toBe(201);
    expect(told.body).toMatchObject({ missed: [{ clock: 'conference', due: '2026-02-02', stoppedOn: '2026-02-03' }] });
  });

  it('is named in the detail with its field, each of several', async () => {
    await posting.post(at('R9', 'facts'), { facts: [registered] });
    const facts = [
      fact('ReferralReceived', { on: '2026-01-05', source: '1A' } as never),
      fact('ReferralDecided', { on: '2026-01-08', decision: 'assess' } as never),
      fact('InitialConferenceHeld', { on: '2026-02-03', ...meeting } as never),
    ];
    const { status, body } = await posting.post(at('R9', 'facts'), { facts });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      detail: expect.stringMatching(/lateReason.*withoutEnquiryReason.*Nothing was written/) as unknown,
      owed: [
        { code: 'late-without-reason', field: 'lateReason', pointer: '/facts/1/data' },
        {
          code: 'without-enquiry-reason',
          field: 'withoutEnquiryReason',
          sentence: 'No section 47 enquiry awaited this conference, and no reason is given.',
          pointer: '/facts/2/data',
        },
      ],
    });
  });

  it('never holds back a protective fact', async () => {
    await posting.post(at('R2', 'facts'), { facts: [registered, referred] });
    const answer = await posting.post(at('R2', 'strategy-discussions'), { ...discussion, attended: ['social-care'] });
    expect([answer.status, answer.body]).toMatchObject([201, { reasonOwed: ['inquorate-without-reason'] }]);
  });
});

describe('a correction', () => {
  it('withdraws a fact, and what rested on it must go with it', async () => {
    const { facts } = bodyOf(await posting.post(at('C1', 'facts'), { facts: [registered, referred, decided] }));
    const [, referral, decision] = facts.map(({ id }) => id);
    const alone = await posting.post(at('C1', 'withdrawals'), { fact: referral, why: 'recorded-in-error' });
    expect([alone.status, bodyOf(alone).code]).toEqual([409, 'contradicts-later-facts']);
    expect(alone.body).toMatchObject({ facts: [{ id: decision, type: 'ReferralDecided', on: '2026-01-06' }] });
    const together = await posting.post(at('C1', 'facts'), {
      facts: [decision, referral].map((id) => ({
        type: 'FactWithdrawn',
        data: { fact: id, why: 'recorded-in-error' },
      })),
    });
    expect(together.status).toBe(201);
    expect(together.body).toMatchObject({ clocks: [], next: expect.arrayContaining(['ReferralReceived']) });
    const { body } = await posting.get(at('C1', 'journey'));
    expect((body as { facts: object[] }).facts[1]).toMatchObject({ id: referral, withdrawnBy: expect.any(String) });
  });

  it('is held to the shape of the fact it corrects, at its place in the body', async () => {
    const { facts } = bodyOf(await posting.post(at('C2', 'facts'), { facts: [registered, referred] }));
    const wrong = { fact: facts[1]?.id, data: { on: '2026-01-32', source: '99' } };
    const one = await posting.post(at('C2', 'corrections'), wrong);
    expect([one.status, bodyOf(one).code]).toEqual([400, 'invalid']);
    expect(one.body).toMatchObject({ errors: [{ pointer: '/data/source' }, { pointer: '/data/on' }] });
    const batch = await posting.post(at('C2', 'facts'), { facts: [decided, { type: 'FactCorrected', data: wrong }] });
    expect(batch.body).toMatchObject({
      errors: [{ pointer: '/facts/1/data/data/source' }, { pointer: '/facts/1/data/data/on' }],
    });
    const unknown = await posting.post(at('C2', 'corrections'), {
      ...wrong,
      fact: '00000000-0000-5000-8000-000000000000',
    });
    expect([unknown.status, bodyOf(unknown).code]).toEqual([409, 'fact-unknown']);
  });

  it('moves a clock, and its personal texts are sealed like those of the fact it corrects', async () => {
    const { facts } = bodyOf(await posting.post(at('C3', 'facts'), { facts: [registered, referred] }));
    const moved = await posting.post(at('C3', 'corrections'), {
      fact: facts[1]?.id,
      data: { on: '2026-01-07', source: '2A' },
    });
    expect(moved.status).toBe(201);
    expect(moved.body).toMatchObject({
      facts: [{ type: 'FactCorrected' }],
      clocks: [{ clock: 'decision', due: '2026-01-08' }, {}],
    });
    const name = 'Another Invented Name';
    const renamed = { fact: facts[0]?.id, data: { ...registered.data, name }, note: 'Misheard on the telephone.' };
    expect((await posting.post(at('C3', 'corrections'), renamed)).status).toBe(201);
    const read = bodyOf(await posting.get(at('C3', 'journey')));
    expect(read.facts.at(-1)?.data).toMatchObject(renamed);
    for (const file of [posting.node.file, `${posting.node.file}-wal`]) {
      const stored = readFileSync(file).toString('latin1');
      for (const text of [name, renamed.note, 'Invented Child']) expect(stored).not.toContain(text);
    }
  });

  it('hides what was recorded for the wrong child, and its corrections', async () => {
    const { facts } = bodyOf(await posting.post(at('C4', 'facts'), { facts: [registered, referred] }));
    const id = facts[1]?.id;
    await posting.post(at('C4', 'corrections'), { fact: id, data: { on: '2026-01-06', source: '2A' } });
    await posting.post(at('C4', 'withdrawals'), { fact: id, why: 'wrong-child' });
    const read = bodyOf(await posting.get(at('C4', 'journey')));
    expect(read.facts.map(({ type, data }) => [type, data === undefined])).toEqual([
      ['ChildRegistered', false],
      ['ReferralReceived', true],
      ['FactCorrected', true],
      ['FactWithdrawn', false],
    ]);
  });
});

describe('several children in one post', () => {
  const conference = { facts: [referred] };

  it('are recorded each by itself, and a repeat completes what is missing', async () => {
    const key = { 'idempotency-key': 'family' };
    await posting.post(at('S1', 'registrations'), registered.data);
    const children = [{ child: 'S1' }, { child: 'S2' }];
    const refused = await posting.post('/authorities/855/facts', { ...conference, children }, key);
    expect([refused.status, bodyOf(refused).code]).toEqual([409, 'refused-for-some']);
    expect(refused.body).toMatchObject({
      children: [
        { child: 'S1', status: 'previewed' },
        { child: 'S2', status: 'refused', problem: { code: 'child-not-registered' } },
      ],
    });
    // What it would move is told to whoever asks for a preview.
    expect(refused.body).not.toHaveProperty(['children', 0, 'preview']);
    expect(bodyOf(await posting.get(at('S1', 'journey'))).revision).toBe(0);
    const partial = await posting.post('/authorities/855/facts?partial=true', { ...conference, children }, key);
    expect(partial.status).toBe(200);
    expect(partial.body).toMatchObject({
      key: 'family',
      children: [{ child: 'S1', status: 'recorded', revision: 1 }, { status: 'refused' }],
    });
    await posting.post(at('S2', 'registrations'), registered.data);
    const completed = await posting.post('/authorities/855/facts', { ...conference, children }, key);
    expect(completed.status).toBe(200);
    expect(completed.body).toMatchObject({
      children: [
        { status: 'repeated', revision: 1 },
        { status: 'recorded', revision: 1 },
      ],
    });
    expect(bodyOf(await posting.get(at('S1', 'journey'))).revision).toBe(1);
  });

  it('may have facts of their own after those they share', async () => {
    const children = ['S3', 'S4'].map((child, index) => ({
      child,
      facts: [
        fact('ReferralDecided', { on: '2026-01-06', decision: index === 0 ? 'assess' : 'no-further-action' } as never),
      ],
    }));
    const answer = await posting.post('/authorities/855/facts', { facts: [registered, referred], children });
    expect(answer.status).toBe(200);
    expect(answer.headers['idempotency-key']).toBe((answer.body as { key: string }).key);
    expect(bodyOf(await posting.get(at('S3', 'journey'))).clocks.map(({ state }) => state)).toEqual(['met', 'overdue']);
    expect(bodyOf(await posting.get(at('S4', 'journey'))).clocks.map(({ state }) => state)).toEqual([
      'met',
      'cancelled',
    ]);
  });

  it('need share no facts', async () => {
    const children = ['S6', 'S7'].map((child) => ({ child, facts: [registered] }));
    const answer = await posting.post('/authorities/855/facts', { children });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        children: [
          { child: 'S6', status: 'recorded', revision: 0 },
          { child: 'S7', status: 'recorded' },
        ],
      },
    ]);
  });

  it('are refused with each child’s own refusal: 422 where reasons are all that is owed, 409 where the order refuses', async () => {
    for (const child of ['S8', 'S9'])
      await posting.post(at(child, 'facts'), { facts: [registered, referred, decided] });
    const discussed = fact('StrategyDiscussionHeld', {
      on: '2026-01-12',
      attended: ['social-care', 'police', 'health'],
      decision: 'section-47-joint',
    } as never);
    const late = fact('InitialConferenceHeld', {
      on: '2026-02-03',
      invited: [],
      attended: ['social-care'],
      reportsReceived: [],
      childParticipated: false,
      outcome: 'plan',
    } as never);
    const owing = ['S8', 'S9'].map((child) => ({ child, facts: [late] }));
    const owed = { code: 'late-without-reason', clock: 'conference', due: '2026-02-02', days: 1 };
    const reasons = await posting.post('/authorities/855/facts', { facts: [discussed], children: owing });
    expect([reasons.status, bodyOf(reasons).code]).toEqual([422, 'refused-for-some']);
    const refusalOf = (index: number) => ({
      status: 'refused',
      problem: {
        code: 'late-without-reason',
        detail: expect.stringContaining('Nothing was written.'),
        owed: [{ ...owed, pointer: `/children/${String(index)}/facts/0/data` }],
      },
    });
    expect(reasons.body).toMatchObject({
      children: [0, 1].map((index) => ({ child: `S${String(index + 8)}`, ...refusalOf(index) })),
    });
    const strangers = [...owing, { child: 'S10' }];
    const both = await posting.post('/authorities/855/facts', { facts: [discussed], children: strangers });
    expect([both.status, bodyOf(both).code]).toEqual([409, 'refused-for-some']);
    expect(both.body).toMatchObject({
      children: [
        refusalOf(0),
        refusalOf(1),
        { status: 'refused', problem: { code: 'child-not-registered', pointer: '/facts/0/data' } },
      ],
    });
    for (const child of ['S8', 'S9']) expect(bodyOf(await posting.get(at(child, 'journey'))).revision).toBe(2);
  });

  it('can be previewed', async () => {
    const body = { facts: [registered], children: [{ child: 'S5' }] };
    const answer = await posting.post('/authorities/855/facts?preview=true', body);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { children: [{ child: 'S5', status: 'previewed', preview: {} }] },
    ]);
    expect((await posting.get(at('S5', 'journey'))).status).toBe(404);
  });
});

describe('a journey read back', () => {
  it('is as known at an instant, as happened by a day, and now', async () => {
    instant = Date.parse('2026-06-15T11:00:00Z');
    await posting.post(at('J1', 'facts'), { facts: [registered, referred] });
    instant = Date.parse('2026-06-16T11:00:00Z');
    await posting.post(at('J1', 'referral-decisions'), decided.data);
    const seen = async (query: string): Promise<unknown> => {
      const { revision, facts, clocks } = bodyOf(await posting.get(at('J1', `journey${query}`)));
      return [revision, facts.length, ...clocks.map(({ clock, state }) => `${clock} ${state}`)];
    };
    expect(await seen('')).toEqual([2, 3, 'decision met', 'assessment overdue']);
    expect(await seen('?knownAt=2026-06-16T10:59:59.999Z')).toEqual([1, 2, 'decision overdue', 'assessment overdue']);
    expect(await seen('?knownAt=2026-06-16T12:00:00%2B01:00')).toEqual([2, 3, 'decision met', 'assessment overdue']);
    expect(await seen('?knownAt=2026-06-16T12:00:00+01:00')).toEqual(await seen('?knownAt=2026-06-16T11:00:00Z'));
    expect(await seen('?knownAt=2026-06-16T11:59:59+01:00')).toEqual([1, 2, 'decision overdue', 'assessment overdue']);
    expect(await seen('?happenedBy=2026-01-05')).toEqual([2, 2, 'decision due-soon', 'assessment running']);
    expect(await seen('?knownAt=2026-06-15T00:00:00Z')).toEqual([null, 0]);
  });

  it('is as known before a correction, as happened by a day that the correction moved a fact across, and both', async () => {
    instant = Date.parse('2026-06-10T11:00:00Z');
    const posted = bodyOf(await posting.post(at('J2', 'facts'), { facts: [registered, referred, decided] }));
    const decision = posted.facts[2]?.id;
    instant = Date.parse('2026-06-11T11:00:00Z');
    const data = { ...decided.data, on: '2026-01-08', lateReason: 'The worker was ill.' };
    expect((await posting.post(at('J2', 'corrections'), { fact: decision, data })).status).toBe(201);
    instant = Date.parse('2026-06-12T11:00:00Z');
    const withdrawal = { fact: posted.facts[1]?.id, why: 'recorded-in-error' };
    const both = {
      facts: [
        fact('FactWithdrawn', withdrawal as never),
        fact('FactWithdrawn', { fact: decision, why: 'duplicate' } as never),
      ],
    };
    expect((await posting.post(at('J2', 'facts'), both)).status).toBe(201);
    const seen = async (query: string) => {
      const { revision, facts, clocks } = bodyOf(await posting.get(at('J2', `journey?${query}`)));
      const marked = facts.map(
        ({ type, ...marks }) =>
          `${type}${'correctedBy' in marks ? ' corrected' : ''}${'withdrawnBy' in marks ? ' withdrawn' : ''}`,
      );
      return [revision, marked.join(', '), clocks.map(({ clock, state }) => `${clock} ${state}`).join(', ')];
    };
    const before = 'knownAt=2026-06-10T12:00:00Z';
    const corrected = 'knownAt=2026-06-11T12:00:00Z';
    const three = 'ChildRegistered, ReferralReceived, ReferralDecided';
    expect(await seen(before)).toEqual([2, three, 'decision met, assessment overdue']);
    expect(await seen(corrected)).toEqual([
      3,
      `${three} corrected, FactCorrected`,
      'decision met-late, assessment overdue',
    ]);
    // On the 7th the decision had been made as it was told first, and had not as it was told after the correction.
    expect(await seen(`${before}&happenedBy=2026-01-07`)).toEqual([2, three, 'decision met, assessment running']);
    expect(await seen(`${corrected}&happenedBy=2026-01-07`)).toEqual([
      3,
      'ChildRegistered, ReferralReceived',
      'decision overdue, assessment running',
    ]);
    expect(await seen(`${corrected}&happenedBy=2026-01-08`)).toEqual([
      3,
      `${three} corrected, FactCorrected`,
      'decision met-late, assessment running',
    ]);
    // Today nothing of it stands, whatever day is asked for; what was withdrawn is listed as it was recorded.
    expect(await seen('happenedBy=2026-01-05')).toEqual([
      5,
      'ChildRegistered, ReferralReceived withdrawn, FactWithdrawn',
      '',
    ]);
  });

  it('explains each day of a clock', async () => {
    const { body } = await posting.get(at('J1', 'clocks/decision/explain?startedOn=2026-01-05'));
    expect(body).toMatchObject({
      clocks: [
        {
          clock: 'decision',
          due: '2026-01-06',
          explanation: { how: 'working-days', days: [{ on: '2026-01-06', counts: true }] },
        },
      ],
    });
    expect((await posting.get(at('J1', 'clocks/decision/explain?startedOn=2026-01-06'))).status).toBe(404);
  });
});

describe('a stored fact that this version cannot read', () => {
  it('is told by name, to readers and writers of that child, and never skipped', async () => {
    const metadata = { recordedAt: '2026-06-15T11:00:00.000Z', recordedBy: 'u1', version: 1 };
    await posting.post(at('U1', 'registrations'), registered.data);
    const later = { id: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1', type: 'ChildTeleported', data: {}, metadata };
    await posting.store.append('journey-855.U1', 0, [later]);
    for (const answer of [
      await posting.get(at('U1', 'journey')),
      await posting.post(at('U1', 'referrals'), referred.data),
    ]) {
      expect([answer.status, bodyOf(answer).code]).toEqual([500, 'undecodable-fact']);
      expect(JSON.stringify(answer.body)).toContain('ChildTeleported at revision 1');
    }
    expect((await posting.post(at('U2', 'registrations'), registered.data)).status).toBe(201);
  });
});

describe('texts about people', () => {
  it('that are erased stay erased: the journey says which, and goes on', async () => {
    await posting.post(at('E1', 'registrations'), registered.data);
    expect(await posting.keys.erase('855', 'E1')).toBe(1);
    const { facts } = bodyOf(await posting.get(at('E1', 'journey')));
    expect(facts[0]).toMatchObject({ erased: ['name'] });
    expect(facts[0]?.data).not.toHaveProperty('name');
    const again = await posting.post(at('E1', 'detail-amendments'), { on: '2026-01-06', name: 'A Name Given Later' });
    expect(again.status).toBe(201);
    expect(bodyOf(await posting.get(at('E1', 'journey'))).facts[1]?.data).toMatchObject({ name: 'A Name Given Later' });
  });
});

it('takes 100 facts at once, and refuses facts that are together too large for the store', async () => {
  const amendment = fact('ChildDetailsAmended', { on: '2026-01-06', ethnicity: 'WBRI' } as never);
  const many = await posting.post(at('L1', 'facts'), {
    facts: [registered, ...Array<typeof amendment>(99).fill(amendment)],
  });
  expect([many.status, bodyOf(many).revision]).toEqual([201, 99]);
  const long = (index: number) => ({
    type: 'ContactReceived',
    data: { on: '2026-01-06', contactId: `C${String(index)}`, source: '2A', reason: 'é'.repeat(4000) },
  });
  const large = await posting.post(at('L1', 'facts'), {
    facts: Array.from({ length: 100 }, (_, index) => long(index)),
  });
  expect([large.status, bodyOf(large).code]).toEqual([413, 'too-large-to-store']);
  expect(bodyOf(await posting.get(at('L1', 'journey'))).revision).toBe(99);
});
