import type { Response } from 'supertest';
import { fact, startPosting, type Posting } from './posting.fixture.ts';

let posting: Posting;
let registered: string;

beforeAll(async () => {
  posting = await startPosting();
  const { body } = await posting.post(`${children}/A1/registrations`, registration);
  registered = (body as { facts: { id: string }[] }).facts[0]?.id ?? '';
});

afterAll(() => posting.close());

const children = '/authorities/855/children';
const registration = { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as const;
const referral = { on: '2026-01-05', source: '2A' } as const;

/** The names that every object of JavaScript answers to without having been given them. */
const inherited = Object.getOwnPropertyNames(Object.prototype);

interface Body {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

const codeOf = ({ status, body }: Response): readonly [number, string] => [status, (body as Body).code];
const faultsOf = ({ body }: Response): readonly string[] =>
  ((body as Body).errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`).sort();

/** What the store holds of a child now: bad input must leave it as it was. */
async function revisionOf(child: string): Promise<number | undefined> {
  const { status, body } = await posting.get(`${children}/${child}/journey`);
  return status === 404 ? undefined : (body as { revision: number }).revision;
}

describe('bad input is answered with every fault in its place, and nothing is written', () => {
  afterEach(async () => {
    expect(await revisionOf('A1')).toBe(0);
    expect(await revisionOf('B1')).toBeUndefined();
  });

  it.each([
    ['an unknown type', [{ type: 'ChildTeleported', data: {} }], ['/facts/0/type unknown-type']],
    ['no type', [{ data: {} }], ['/facts/0/type missing']],
    ['a type that is a name of JavaScript', [{ type: 'constructor', data: {} }], ['/facts/0/type unknown-type']],
    ['no data', [{ type: 'ReferralReceived' }], ['/facts/0/data missing']],
    ['data of the wrong shape', [{ type: 'ReferralReceived', data: [] }], ['/facts/0/data not-an-object']],
    ['a fact that is none', [7], ['/facts/0 not-an-object']],
    [
      'a stranger beside type and data',
      [{ type: 'ReferralReceived', data: referral, id: 'x' }],
      ['/facts/0/id unknown-field'],
    ],
    [
      'a future date',
      [fact('ReferralReceived', { ...referral, on: '2026-06-16' as never })],
      ['/facts/0/data/on in-the-future'],
    ],
    [
      'a time of today still to come',
      [fact('ReferralReceived', { ...referral, on: '2026-06-15' as never, at: '12:01' })],
      ['/facts/0/data/at in-the-future'],
    ],
    [
      'an unknown code',
      [fact('ReferralReceived', { ...referral, source: '99' } as never)],
      ['/facts/0/data/source unknown-code'],
    ],
    [
      'an impossible date',
      [fact('ReferralReceived', { ...referral, on: '2026-02-29' as never })],
      ['/facts/0/data/on not-a-date'],
    ],
    ['no facts', [], ['/facts empty']],
    [
      'over 100 facts',
      Array.from({ length: 101 }, () => fact('ReferralReceived', referral as never)),
      ['/facts too-many'],
    ],
    [
      'faults in several facts',
      [
        { type: 'ReferralReceived', data: { on: 'soon', source: '2A' } },
        { type: 'Nothing' },
        { type: 'PlanStarted', data: { on: '2026-01-05', categories: [] } },
      ],
      ['/facts/0/data/on not-a-date', '/facts/1/type unknown-type', '/facts/2/data/categories empty'],
    ],
  ])('%s', async (_, facts, faults) => {
    for (const child of ['A1', 'B1']) {
      const answer = await posting.post(`${children}/${child}/facts`, { facts });
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(faultsOf(answer)).toEqual(faults);
    }
  });

  it.each([
    ['registrations', { on: '2026-01-05', sex: 'F' }, ['/dateOfBirth missing']],
    ['registrations', { ...registration, dateOfBirth: '2026-01-06' }, ['/dateOfBirth born-after-the-fact']],
    [
      'registrations',
      { on: '2026-01-05', sex: 'U', expectedDateOfBirth: '2025-11-23' },
      ['/expectedDateOfBirth expected-birth-long-past'],
    ],
    [
      'registrations',
      { ...registration, upn: 'A12345678901B', upnUnknownReason: 'UN1' },
      ['/upnUnknownReason contradicts'],
    ],
    ['registrations', { ...registration, disabilities: ['NONE', 'LD'] }, ['/disabilities contradicts']],
    ['registrations', { ...registration, nhsNumber: '943 476 591' }, ['/nhsNumber too-long']],
    ['registrations', { ...registration, nhsNumber: '94347659x0' }, ['/nhsNumber malformed']],
    ['detail-amendments', { on: '2026-01-05' }, [' nothing-amended']],
    ['plan-ends', { on: '2026-01-05', reason: 'moved-permanently', stepDown: 'none' }, ['/receivingAuthority missing']],
    ['plan-ends', { on: '2026-01-05', reason: 'looked-after', stepDown: 'looked-after' }, ['/note missing']],
    ['plan-ends', { on: '2026-01-05', reason: 'not-known', stepDown: 'none' }, ['/reason import-only']],
    [
      'plan-ends',
      { on: '2026-01-05', reason: 'died', stepDown: 'none', receivingAuthority: '857' },
      ['/receivingAuthority contradicts'],
    ],
    ['plans', { on: '2026-01-05', categories: ['NEG', 'NEG'] }, ['/categories/1 repeated']],
    [
      'plans',
      { on: '2026-01-05', categories: ['NEG'], previousPlansHere: { count: -1 } },
      ['/previousPlansHere/count not-a-count'],
    ],
    [
      'plans',
      { on: '2026-01-05', categories: ['NEG'], previousPlansHere: { count: 0, lastEndedOn: '2020-01-01' } },
      ['/previousPlansHere/lastEndedOn contradicts'],
    ],
    [
      'plans',
      { on: '2026-01-05', categories: ['NEG'], previousPlansHere: { count: 1, lastEndedOn: '2026-01-06' } },
      ['/previousPlansHere/lastEndedOn contradicts'],
    ],
    ['visits', { on: '2026-01-05', purpose: 'assessment', seen: false, seenAlone: true }, ['/seenAlone contradicts']],
    ['withdrawals', { fact: 'that one', why: 'duplicate' }, ['/fact malformed-fact-id']],
    [
      'strategy-discussions',
      { on: '2026-01-05', attended: ['police', 'police'], decision: 'section-47-joint' },
      ['/attended/1 repeated'],
    ],
  ])('%s %j', async (path, body, faults) => {
    const answer = await posting.post(`${children}/A1/${path}`, body);
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual(faults);
  });

  it.each(inherited)('a field called "%s", as every object of JavaScript has, in any body or query', async (name) => {
    const field = `${JSON.stringify(name)}:"a"`;
    const bodies: readonly (readonly [string, string, string])[] = [
      [`${children}/B1/registrations`, `{${field},"sex":"F","dateOfBirth":"2017-03-14","name":"N"}`, ''],
      [`${children}/A1/referrals`, `{${field}}`, ''],
      [`${children}/A1/corrections`, `{"fact":"${registered}","data":{${field}}}`, '/data'],
      [`${children}/A1/facts`, `{"facts":[{"type":"ReferralReceived","data":{${field}}}]}`, '/facts/0/data'],
      [
        '/authorities/855/facts',
        `{"children":[{"child":"B1","facts":[{"type":"ChildRegistered","data":{${field}}}]}],"facts":[]}`,
        '/children/0/facts/0/data',
      ],
    ];
    for (const [path, body, at] of bodies) {
      const answer = await posting.post(path, body as never, { 'content-type': 'application/json' });
      expect([path, answer.status]).toEqual([path, 400]);
      // The parser refuses outright what would set a prototype.
      if (name === '__proto__') expect(codeOf(answer)).toEqual([400, 'malformed-json']);
      else
        expect(faultsOf(answer)).toEqual(expect.arrayContaining([`${at}/${name} unknown-field`, `${at}/on missing`]));
    }
    const asked = await posting.get(`${children}/A1/journey?${name}=a&knownAt=never`);
    expect(faultsOf(asked)).toEqual([`/${name} unknown-field`, '/knownAt not-an-instant'].sort());
  });

  it('an unborn child expected 42 days before is still taken for overdue', async () => {
    const unborn = { on: '2026-01-05', sex: 'U', expectedDateOfBirth: '2025-11-24' };
    const answer = await posting.post(`${children}/B1/registrations?preview=true`, unborn);
    expect(answer.status).toBe(200);
  });

  it('an unborn child expected on the last day there is, is judged like any other', async () => {
    const unborn = { on: '2026-01-05', sex: 'U', expectedDateOfBirth: '2199-12-31' };
    const answer = await posting.post(`${children}/B1/registrations?preview=true`, unborn);
    expect(answer.status).toBe(200);
  });

  it('a body over 1 MiB', async () => {
    const answer = await posting.post(`${children}/A1/contacts`, { reason: 'x'.repeat(1024 * 1024) });
    expect(codeOf(answer)).toEqual([413, 'body-too-large']);
  });

  it('a malformed child id', async () => {
    expect(codeOf(await posting.post(`${children}/A-1/referrals`, referral))).toEqual([400, 'malformed-child-id']);
  });

  it('an authority not served, before any fault of the body', async () => {
    const answer = await posting.post('/authorities/999/children/A1/referrals', {});
    expect(codeOf(answer)).toEqual([404, 'unknown-authority']);
  });

  it('a stale If-Match, and a malformed one', async () => {
    const stale = await posting.post(`${children}/A1/referrals`, referral, { 'if-match': '"7"' });
    expect(codeOf(stale)).toEqual([409, 'revision-moved']);
    expect(stale.body).toMatchObject({ revision: 0, standing: 'No case open.' });
    const unborn = await posting.post(`${children}/B1/registrations`, registration, { 'if-match': '"0"' });
    expect(codeOf(unborn)).toEqual([409, 'revision-moved']);
    for (const header of ['0', 'W/"0"', '*', '"-1"', '"01"', '"0", "1"']) {
      const answer = await posting.post(`${children}/A1/referrals`, referral, { 'if-match': header });
      expect([header, ...codeOf(answer)]).toEqual([header, 400, 'malformed-if-match']);
    }
  });

  it('a malformed Idempotency-Key, preview or partial', async () => {
    const long = await posting.post(`${children}/A1/referrals`, referral, { 'idempotency-key': 'k'.repeat(201) });
    expect(codeOf(long)).toEqual([400, 'malformed-idempotency-key']);
    const preview = await posting.post(`${children}/A1/referrals?preview=yes`, referral);
    expect(faultsOf(preview)).toEqual(['/preview not-true-or-false']);
    const partial = await posting.post('/authorities/855/facts?partial=1', {
      facts: [],
      children: [{ child: 'B1', facts: [fact('ReferralReceived', referral as never)] }],
    });
    expect(faultsOf(partial)).toEqual(['/partial not-true-or-false']);
  });

  it('a query that is not asked for, such as a misspelt preview, on any post', async () => {
    const several = { facts: [], children: [{ child: 'B1', facts: [fact('ChildRegistered', registration as never)] }] };
    for (const [path, body, allowed] of [
      [`${children}/A1/referrals`, referral, 'Use preview, or'],
      [`${children}/B1/registrations`, registration, 'Use preview, or'],
      [`${children}/A1/facts`, { facts: [fact('ReferralReceived', referral as never)] }, 'Use preview, or'],
      ['/authorities/855/facts', several, 'Use preview, partial, or'],
    ] as const) {
      const answer = await posting.post(`${path}?previw=true&preview=true&PREVIEW=1`, body);
      expect([path, ...codeOf(answer), ...faultsOf(answer)]).toEqual([
        path,
        400,
        'invalid',
        '/PREVIEW unknown-field',
        '/previw unknown-field',
      ]);
      expect(JSON.stringify(answer.body)).toContain(allowed);
    }
    const partial = await posting.post(`${children}/A1/referrals?partial=true`, referral);
    expect(faultsOf(partial)).toEqual(['/partial unknown-field']);
  });

  it('facts of several children, wherever they are wrong', async () => {
    const answer = await posting.post('/authorities/855/facts', {
      facts: [fact('ReferralReceived', { ...referral, on: 'x' as never })],
      children: [{ child: 'A 1' }, { child: 'B1', facts: [{ type: 'No' }], also: 1 }, { child: 'B1' }, 7],
    });
    expect(faultsOf(answer)).toEqual([
      '/children/0/child malformed-child-id',
      '/children/1/also unknown-field',
      '/children/1/facts/0/type unknown-type',
      '/children/2/child repeated',
      '/children/3 not-an-object',
      '/facts/0/data/on not-a-date',
    ]);
  });

  it('If-Match where there are several journeys', async () => {
    const body = { facts: [fact('ReferralReceived', referral as never)], children: [{ child: 'B1' }] };
    const answer = await posting.post('/authorities/855/facts', body, { 'if-match': '"0"' });
    expect(codeOf(answer)).toEqual([400, 'if-match-of-several']);
  });

  it('more than 100 facts for one of several children, shared ones included', async () => {
    const many = Array.from({ length: 60 }, () => fact('ReferralReceived', referral as never));
    const answer = await posting.post('/authorities/855/facts', {
      facts: many,
      children: [{ child: 'B1', facts: many }],
    });
    expect(faultsOf(answer)).toEqual(['/children/0 too-many']);
  });

  it('a fact that its journey has no place for', async () => {
    const answer = await posting.post(`${children}/B1/referrals`, referral);
    expect(codeOf(answer)).toEqual([409, 'child-not-registered']);
    expect(answer.body).toMatchObject({ pointer: '', standing: expect.any(String), needs: ['ChildRegistered'] });
    const second = await posting.post(`${children}/A1/facts`, {
      facts: [fact('ReferralReceived', referral as never), fact('ReferralReceived', referral as never)],
    });
    expect(codeOf(second)).toEqual([409, 'case-already-open']);
    expect(second.body).toMatchObject({ pointer: '/facts/1/data' });
  });

  it('journeys asked for as of no day or instant, or of nobody', async () => {
    const wrong = await posting.get(`${children}/A1/journey?knownAt=2026-01-05&happenedBy=today&as=x`);
    expect(faultsOf(wrong)).toEqual(['/as unknown-field', '/happenedBy not-a-date', '/knownAt not-an-instant']);
    expect(codeOf(await posting.get(`${children}/NOBODY/journey`))).toEqual([404, 'unknown-child']);
    expect(codeOf(await posting.get(`${children}/A1/clocks/sundial/explain`))).toEqual([404, 'unknown-clock']);
  });
});
