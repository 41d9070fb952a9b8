import { issueDevelopmentToken, type Role } from '#http';
import { journeyStream } from '#store';
import { now, startPosting, type Posting } from './posting.fixture.ts';

const registered = { on: '2026-06-01', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' };
const referred = { on: '2026-06-02', source: '2A', primaryNeed: 'N1' };
let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
});

afterAll(async () => {
  await posting.close();
});

async function as(
  user: string,
  role: Role = 'caseworker',
  authority = '855',
): Promise<{ readonly authorization: string }> {
  const given = { user, role, authority, dataFolder: posting.folder, now };
  return { authorization: `Bearer ${await issueDevelopmentToken(given)}` };
}

async function stored(child: string, authority = '855'): Promise<readonly object[]> {
  const events: object[] = [];
  for await (const { type, metadata } of posting.store.read(journeyStream(authority, child))) {
    events.push({ type, by: (metadata as { readonly recordedBy: string }).recordedBy });
  }
  return events;
}

describe('an Idempotency-Key that somebody else used', () => {
  it('gets nothing of theirs: the same post is another fact, and is judged by itself', async () => {
    const key = { 'idempotency-key': 'overheard' };
    const path = '/authorities/855/children/A1/contacts';
    const contact = { on: '2026-06-02', contactId: 'K1', source: '2A' };
    await posting.post('/authorities/855/children/A1/registrations', registered, await as('victim'));
    const first = await posting.post(path, contact, { ...key, ...(await as('victim')) });
    const others = { ...contact, contactId: 'K2' };
    const second = await posting.post(path, others, { ...key, ...(await as('thief')) });
    const again = await posting.post(path, contact, { ...key, ...(await as('victim')) });
    const id = ({ body }: typeof first): unknown => (body as { facts: { id: string }[] }).facts[0]?.id;
    expect([first.status, second.status, again.status]).toEqual([201, 201, 201]);
    expect(id(second)).not.toBe(id(first));
    expect(id(again)).toBe(id(first));
    expect((await stored('A1')).slice(1)).toEqual([
      { type: 'ContactReceived', by: 'victim' },
      { type: 'ContactReceived', by: 'thief' },
    ]);
  });

  it('gets nothing of another child’s or another authority’s either', async () => {
    const key = { 'idempotency-key': 'one-key' };
    const answers = [
      await posting.post('/authorities/855/children/B1/registrations', registered, { ...key, ...(await as('u1')) }),
      await posting.post('/authorities/855/children/B2/registrations', registered, { ...key, ...(await as('u1')) }),
      await posting.post('/authorities/857/children/B1/registrations', registered, {
        ...key,
        ...(await as('u1', 'caseworker', '857')),
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const ids = answers.map(({ body }) => (body as { facts: { id: string }[] }).facts[0]?.id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a token of another authority', () => {
  it.each([
    ['a journey', 'GET', '/authorities/855/children/A1/journey'],
    ['a clock explained', 'GET', '/authorities/855/children/A1/clocks/decision/explain'],
    ['a post', 'POST', '/authorities/855/children/A1/referrals'],
    ['a batch', 'POST', '/authorities/855/facts'],
    ['a child that is not there', 'GET', '/authorities/855/children/NOBODY/journey'],
    ['an authority that is not served', 'GET', '/authorities/999/children/A1/journey'],
  ])('opens nothing: %s', async (_, method, path) => {
    const headers = await as('u1', 'manager', '857');
    const before = await stored('A1');
    const answer = await (method === 'GET' ? posting.get(path).set(headers) : posting.post(path, referred, headers));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'other-authority']);
    expect(JSON.stringify(answer.body)).not.toContain('A1');
    expect(await stored('A1')).toEqual(before);
  });

  it.each(['855%2f..%2f857', '855%00', '８５５', '855%20', '0855', '%38%35%35x'])(
    'is not talked round by the authority %s',
    async (authority) => {
      const answer = await posting
        .get(`/authorities/${authority}/children/A1/journey`)
        .set(await as('u1', 'manager', '857'));
      expect([400, 403, 404]).toContain(answer.status);
    },
  );
});

describe('a name in bytes that are no UTF-8', () => {
  it.each([
    ['Latin-1', Buffer.from('Renée', 'latin1')],
    ['cut in the middle of a letter', Buffer.from('René').subarray(0, -1)],
    ['half of a pair of surrogates', Buffer.from([0xed, 0xa0, 0x80])],
    ['longer than it need be', Buffer.from([0xc0, 0xaf])],
  ])('is refused, and not kept with signs in the place of its letters: %s', async (_, name) => {
    const [before, after] = JSON.stringify({ ...registered, name: '|' }).split('|') as [string, string];
    const answer = await fetch(`${posting.url}/authorities/855/children/D1/registrations`, {
      method: 'POST',
      headers: { ...(await as('u1')), 'content-type': 'application/json' },
      body: Buffer.concat([Buffer.from(before), name, Buffer.from(after)]),
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'malformed-json' }]);
    expect(await stored('D1')).toEqual([]);
  });

  it('is kept as it is where it is UTF-8', async () => {
    const name = 'Zoë Ó Súilleabháin 李';
    expect(
      (await posting.post('/authorities/855/children/D2/registrations', { ...registered, name }, await as('u1')))
        .status,
    ).toBe(201);
    const read = await posting.get('/authorities/855/children/D2/journey').set(await as('u1'));
    expect(read.body).toMatchObject({ facts: [{ data: { name } }] });
  });
});

describe('what a caller says of itself beside the token', () => {
  it('is passed over: roles, users and names come from the token alone', async () => {
    const claims = {
      'x-user': 'root',
      'x-role': 'administrator',
      'x-forwarded-user': 'root',
      role: 'administrator',
      roles: 'administrator',
    };
    const answer = await posting.post('/authorities/855/children/C1/registrations', registered, {
      ...claims,
      ...(await as('u7')),
    });
    expect(answer.status).toBe(201);
    expect(await stored('C1')).toEqual([{ type: 'ChildRegistered', by: 'u7' }]);
    const inBody = { ...referred, recordedBy: 'root', role: 'administrator' };
    expect((await posting.post('/authorities/855/children/C1/referrals', inBody, await as('u7'))).status).toBe(400);
    const inQuery = '/authorities/855/children/C1/referrals?role=administrator&user=root';
    expect((await posting.post(inQuery, referred, await as('u7'))).status).toBe(400);
    expect(await stored('C1')).toHaveLength(1);
  });

  it('names no request: ids in answers and logs are the server’s own, and nothing odd is said back', async () => {
    const odd = { 'x-request-id': 'mine', 'x-correlation-id': 'a b\tc"d', traceparent: 'x'.repeat(200) };
    const answer = await posting.get('/authorities/855/children/C1/journey').set({ ...odd, ...(await as('u7')) });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['x-correlation-id']).toBeUndefined();
  });

  it.each(['C1%0d%0aSet-Cookie:%20a=b', 'C1%0aforged%20line', '%1b[2J', '%e2%80%a8'])(
    'breaks no line as a child’s id: %s',
    async (child) => {
      const answer = await posting.get(`/authorities/855/children/${child}/journey`).set(await as('u7'));
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'malformed-child-id']);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(JSON.stringify(answer.body)).not.toMatch(/Set-Cookie|forged/);
    },
  );
});
