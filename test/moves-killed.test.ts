import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import request from 'supertest';
import { startEmbeddedNode, startProcess, type EmbeddedNode, type WaymarkProcess } from '#testing';
import { fact } from './posting.fixture.ts';

/** What one test may take on a busy machine, ms. */
const patient = 120_000;
const killPoints = pathToFileURL(path.resolve('test', 'kill-points', 'appends.mjs')).href;

let folder: string;
let node: EmbeddedNode;
let intake: WaymarkProcess;

const startIntake = (env: Readonly<Record<string, string>> = {}): Promise<WaymarkProcess> =>
  startProcess('apps/intake/src/main.js', { EVENTSTORE_URL: node.url, WAYMARK_DATA: folder, PORT: '0', ...env });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-moves-killed-'));
  node = await startEmbeddedNode();
  intake = await startIntake();
}, patient);

afterAll(async () => {
  await intake.stop();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

const to = (service: WaymarkProcess) => request(String(service.ready['url']));
const at = (child: string, rest: string): string => `/authorities/855/children/${child}/${rest}`;
const registered = fact('ChildRegistered', { on: '2026-01-05', dateOfBirth: '2017-03-14', sex: 'F' } as never);
const rang = fact('ContactReceived', { on: '2026-01-07', contactId: 'C1', source: '2A', reason: 'Bruises.' } as never);

/** The types of a child's facts that stand. */
async function standing(child: string): Promise<readonly string[]> {
  const { body } = (await to(intake).get(at(child, 'journey'))) as {
    body: { facts: readonly { type: string; withdrawnBy?: string }[] };
  };
  return body.facts
    .filter(({ type, withdrawnBy }) => type !== 'FactWithdrawn' && withdrawnBy === undefined)
    .map(({ type }) => type);
}

describe('a move whose process is killed', () => {
  it.each([
    ['before it recorded anything', 'append:1', { wrong: 2, right: 1 }],
    ['once the right child has the fact', 'appended:1', { wrong: 2, right: 2 }],
    ['before the withdrawal is sent', 'append:2', { wrong: 2, right: 2 }],
    ['once both are written, and nobody was answered', 'appended:2', { wrong: 1, right: 2 }],
  ])(
    '%s is told of one child or of both, and completed by the same key',
    async (_, killAt, left) => {
      const [wrong, right] = [`W${killAt.replace(':', '')}`, `R${killAt.replace(':', '')}`];
      const posted = await to(intake)
        .post(at(wrong, 'facts'))
        .send({ facts: [registered, rang] });
      const contact = (posted.body as { facts: readonly { id: string }[] }).facts[1]?.id;
      await to(intake)
        .post(at(right, 'facts'))
        .send({ facts: [registered] });

      const moving = (service: WaymarkProcess) =>
        to(service)
          .post(at(wrong, 'moves'))
          .set({ 'idempotency-key': `k-${killAt}` })
          .send({ facts: [contact], to: right });
      const killed = await startIntake({ KILL_AT: killAt, NODE_OPTIONS: `--import ${killPoints}` });
      await expect(moving(killed)).rejects.toThrow(/socket hang up|ECONNRESET/);
      await killed.kill();
      expect([(await standing(wrong)).length, (await standing(right)).length]).toEqual([left.wrong, left.right]);

      const completed = await moving(intake);
      expect(completed.status).toBe(201);
      expect(completed.body).toMatchObject({
        to: { child: right, revision: 1, facts: [{ type: 'ContactReceived' }] },
        from: { child: wrong, revision: 2, facts: [{ type: 'FactWithdrawn' }] },
      });
      expect(await standing(wrong)).toEqual(['ChildRegistered']);
      expect(await standing(right)).toEqual(['ChildRegistered', 'ContactReceived']);
      const again = await moving(intake);
      expect([again.status, again.body]).toEqual([201, completed.body]);
    },
    patient,
  );
});
