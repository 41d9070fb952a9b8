import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { eventually, startEmbeddedNode, startProcess, type EmbeddedNode, type WaymarkProcess } from '#testing';
import { fact } from './posting.fixture.ts';

/** What the whole of it may take on a busy machine, ms. */
const patient = 120_000;

let folder: string;
let node: EmbeddedNode;
const running: WaymarkProcess[] = [];

async function start(program: string): Promise<ReturnType<typeof request>> {
  const env = {
    EVENTSTORE_URL: node.url,
    READMODEL_URL: path.join(folder, 'rows.db'),
    WAYMARK_DATA: folder,
    PORT: '0',
  };
  const started = await startProcess(program, env);
  running.unshift(started);
  return request(String(started.ready['url']));
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-families-'));
  node = await startEmbeddedNode();
}, patient);

afterAll(async () => {
  for (const each of running) await each.stop();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

const registered = fact('ChildRegistered', { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as never);
const linked = fact('FamilyLinked', { on: '2026-01-05', familyId: 'F1' } as never);
const referred = fact('ReferralReceived', { on: '2026-01-05', source: '2A' } as never);

it(
  'posts to the brothers and sisters that a family is found to have, each with what differs',
  async () => {
    const intake = await start('apps/intake/src/main.js');
    await start('apps/performance/src/worker.js');
    const performance = await start('apps/performance/src/main.js');
    for (const child of ['S1', 'S2', 'S3'])
      await intake.post(`/authorities/855/children/${child}/facts`).send({ facts: [registered, linked] });
    await intake.post('/authorities/855/children/X1/facts').send({ facts: [registered] });

    const family = await eventually(
      async () =>
        (await performance.get('/authorities/855/families/F1')).body as { children?: readonly { child: string }[] },
      ({ children }) => children?.length === 3,
    );
    const youngest = fact('ContactReceived', { on: '2026-01-05', contactId: 'C1', source: '2A' } as never);
    const children = (family.children ?? []).map(({ child }) => ({ child, facts: child === 'S3' ? [youngest] : [] }));
    const posted = await intake.post('/authorities/855/facts').send({ facts: [referred], children });
    expect([posted.status, posted.body]).toMatchObject([
      200,
      {
        children: [
          { child: 'S1', status: 'recorded', revision: 2 },
          { child: 'S2', status: 'recorded', revision: 2 },
          { child: 'S3', status: 'recorded', revision: 3 },
        ],
      },
    ]);
    for (const { child } of children) {
      const { body } = await intake.get(`/authorities/855/children/${child}/journey`);
      expect(body).toMatchObject({ standing: expect.stringMatching(/^Case open since 5 January 2026/) as unknown });
    }
    const other = await intake.get('/authorities/855/children/X1/journey');
    expect(other.body).toMatchObject({ revision: 0 });
  },
  patient,
);
