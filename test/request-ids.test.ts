import type { FactMetadata } from '#store';
import { startPosting, type Posting } from './posting.fixture.ts';

const patient = 60_000;
let posting: Posting;
beforeAll(async () => {
  posting = await startPosting();
}, patient);
afterAll(() => posting.close(), patient);

const registered = { on: '2026-01-05', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' };

async function post(child: string, headers: Readonly<{ [name: string]: string }>) {
  const facts = [
    { type: 'ChildRegistered', data: registered },
    { type: 'ReferralReceived', data: { on: '2026-01-05', source: '2A' } },
  ];
  const answer = await posting.post(`/authorities/855/children/${child}/facts`, { facts }, headers);
  expect(answer.status).toBe(201);
  const stored: FactMetadata[] = [];
  for await (const { metadata } of posting.store.read(`journey-855.${child}`)) stored.push(metadata as FactMetadata);
  return { answer, stored };
}

it('keeps with each fact what the caller ties its requests by, and the request that recorded it', async () => {
  const { answer, stored } = await post('R1', { 'x-correlation-id': 'case-work.2026_1' });
  expect(answer.headers).toMatchObject({ 'x-correlation-id': 'case-work.2026_1' });
  const request = answer.headers['x-request-id'];
  expect(request).toMatch(/^[0-9a-f-]{36}$/);
  const kept = { correlationId: 'case-work.2026_1', causationId: request };
  expect(stored).toMatchObject([kept, kept]);
});

it('takes the trace of a traceparent for it', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const { stored } = await post('R2', { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  expect(stored).toMatchObject([{ correlationId: trace }, { correlationId: trace }]);
});

it.each(['a name with spaces', 'x'.repeat(65), '<script>', 'Ada/Example', ''])(
  'records all the same where it is malformed, and keeps nothing of it: %j',
  async (given) => {
    const { answer, stored } = await post(`R${String(given.length + 10)}`, { 'x-correlation-id': given });
    expect(answer.headers).not.toHaveProperty('x-correlation-id');
    const { facts } = answer.body as { readonly facts: readonly { readonly id: string }[] };
    expect(stored.map(({ correlationId }) => correlationId)).toEqual([facts[0]?.id, facts[0]?.id]);
  },
);

it('names every request, also one that is refused', async () => {
  const refused = await posting.get('/authorities/855/children/NOBODY1/nothing');
  expect(refused.status).toBe(404);
  expect(refused.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  const unreadable = await posting.get('/authorities/855/children/%ZZ/journey');
  expect(unreadable.status).toBe(400);
  expect(unreadable.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  const again = await posting.get('/health/live');
  expect(again.headers['x-request-id']).not.toBe(refused.headers['x-request-id']);
});

it('lets no browser or proxy keep an answer, neither of a child nor of a refusal', async () => {
  for (const address of ['/authorities/855/children/R1/journey', '/authorities/855/children/NOBODY1/nothing']) {
    expect((await posting.get(address)).headers).toMatchObject({ 'cache-control': 'no-store' });
  }
});

it('ties the facts of several children together', async () => {
  const both = {
    facts: [{ type: 'ChildRegistered', data: registered }],
    children: [{ child: 'S1' }, { child: 'S2' }],
  };
  const several = await posting.post('/authorities/855/facts', both, { 'x-correlation-id': 'family-7' });
  expect(several.status).toBe(200);
  for (const child of ['S1', 'S2']) {
    for await (const { metadata } of posting.store.read(`journey-855.${child}`)) {
      expect(metadata).toMatchObject({ correlationId: 'family-7', causationId: several.headers['x-request-id'] });
    }
  }
});
