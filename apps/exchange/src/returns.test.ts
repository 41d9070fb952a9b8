import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { issueDevelopmentToken, recordHere, serveApp, type RecordingHere, type Served } from '#http';
import { correcting, startEmbeddedNode, told, wholeJourney, withdrawing, type EmbeddedNode, type Told } from '#testing';
import { ReturnsModule } from './returns.module.ts';

const now = (): number => Date.parse('2026-06-01T10:00:00Z');

let node: EmbeddedNode;
let folder: string;
let recording: RecordingHere;
let served: Served;

beforeAll(async () => {
  node = await startEmbeddedNode();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-returns-'));
  recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: true,
    now,
  });
  served = await serveApp({
    module: ReturnsModule,
    name: 'exchange',
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    authorities: ['855', '856', '857', '860', '861'],
    logLevel: 'silent',
    now,
    providers: recording.providers,
  });
});

afterAll(async () => {
  await served.stop();
  await recording.close();
  await node.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Records facts of a child; their ids in order, and the place the log came to. */
async function record(child: string, facts: readonly Told[], authority = '855') {
  const proposed = facts.map(({ type, data }) => ({ type, data }) as Proposed);
  const by = { user: 'u1', role: 'administrator' };
  const outcome = await recording.recorder.record({ authority, child, facts: proposed, by, imports: true });
  if (outcome.status === 'refused') throw new Error(JSON.stringify(outcome.refusal));
  return { ids: outcome.answer.facts.map(({ id }) => id), position: outcome.answer.position ?? 0 };
}

async function get(address: string, { role = 'manager', accept = '*/*', authority = '855' } = {}) {
  const token = await issueDevelopmentToken({
    role: role as never,
    user: 'u1',
    authority,
    dataFolder: folder,
    now: now(),
  });
  const response = await fetch(`${served.url}/authorities/${authority}/${address}`, {
    headers: { authorization: `Bearer ${token}`, accept },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}

const feeds = [
  ['census/2026', '*/*'],
  ['census/2025', '*/*'],
  ['census/2026/report', '*/*'],
  ['annex-a?on=2026-04-01', '*/*'],
  ['annex-a?on=2026-04-01&list=4', 'text/csv'],
  ['dfe-payloads', '*/*'],
  ['cp-is', '*/*'],
  ['cp-is', 'text/csv'],
  ['ssd', '*/*'],
] as const;

const at = (address: string, position: number): string =>
  `${address}${address.includes('?') ? '&' : '?'}position=${String(position)}`;

/** Every feed as it is taken at a place, or at the latest. */
async function taken(position?: number, authority = '855'): Promise<readonly string[]> {
  const all: string[] = [];
  for (const [address, accept] of feeds) {
    const answer = await get(position === undefined ? address : at(address, position), { accept, authority });
    expect([address, answer.status]).toEqual([address, 200]);
    all.push(answer.bytes.toString('base64'));
  }
  return all;
}

/** All the text there is in the feeds, archives opened. */
function textOf(all: readonly string[]): string {
  return all
    .map((base64) => Buffer.from(base64, 'base64'))
    .flatMap((bytes) => (bytes.subarray(0, 2).toString() === 'PK' ? Object.values(unzipSync(bytes)) : [bytes]))
    .map((bytes) => Buffer.from(bytes).toString('utf8'))
    .join('\n');
}

/** A child assessed in the census year of 2026, with something to be known by. */
const assessed: readonly Told[] = [
  told('ChildRegistered', '2025-11-03', {
    dateOfBirth: plainDate('2019-03-20'),
    sex: 'F',
    ethnicity: 'WBRI',
    name: 'Rowan Ashdown',
    upn: 'A123456789012',
    nhsNumber: '9434765919',
  }),
  told('ReferralReceived', '2025-11-03', { source: '1A', primaryNeed: 'N1' }),
  told('ReferralDecided', '2025-11-04', { decision: 'assess' }),
  told('StrategyDiscussionHeld', '2025-11-05'),
  told('Section47Concluded', '2025-11-12', { outcome: 'conference-required' }),
  told('InitialConferenceHeld', '2025-11-20', { outcome: 'plan' }),
  told('PlanStarted', '2025-11-20', { categories: ['NEG'] }),
];

it('gives every feed again byte for byte at its position, whatever becomes of the children', async () => {
  const whole = await record('A1', wholeJourney);
  const then = await record('A2', assessed);
  const first = await taken();
  expect(await taken(then.position)).toEqual(first);
  const noted = whole.ids[wholeJourney.findIndex(({ type }) => type === 'OtherAuthorityPlanNoted')] ?? '';
  await record('A1', [withdrawing(noted)]);
  await record('A2', [
    correcting(then.ids[1] ?? '', told('ReferralReceived', '2025-11-03', { source: '3A', primaryNeed: 'N2' })),
    told('ReviewConferenceHeld', '2026-03-02', { outcome: 'end', lateReason: 'Postponed once.' }),
    told('PlanEnded', '2026-03-02'),
  ]);
  const { position } = await record('A3', assessed);
  const next = await taken();
  for (const [place, feed] of next.entries())
    if (!feeds[place]?.[0].includes('list=')) expect(feed).not.toBe(first[place]);
  expect(await taken(then.position)).toEqual(first);
  await record('A3', [told('ChildVisited', '2026-03-03', { purpose: 'protection-plan' })]);
  expect(await taken(position)).toEqual(next);
});

it('never tells what is another child’s, not even at a position before that was found', async () => {
  const { ids } = await record('B1', assessed, '856');
  const note = await record(
    'B1',
    [told('OtherAuthorityPlanNoted', '2026-01-09', { authority: '871', categories: ['SAB'] })],
    '856',
  );
  const before = await taken(note.position, '856');
  expect(textOf(before)).toContain('Rowan');
  const enquiry = ids[3] ?? '';
  const wrong = await record(
    'B1',
    [...ids.slice(3)].reverse().map((fact): Told => ({ type: 'FactWithdrawn', data: { fact, why: 'wrong-child' } })),
    '856',
  );
  const [census, ...others] = await taken(note.position, '856');
  expect(textOf([census ?? ''])).not.toContain('<Section47>');
  expect(textOf([census ?? ''])).not.toContain('<ChildProtectionPlans>');
  expect(textOf(others)).not.toContain(enquiry);
  const changes = await get(`dfe-payloads?since=${String(note.position)}`, { authority: '856' });
  expect(JSON.parse(changes.text)).toMatchObject({
    manifest: { since: note.position, position: wrong.position },
    payloads: [
      {
        Children: {
          la_child_id: 'B1',
          social_care_episodes: [
            {
              section_47_assessments: [{ section_47_assessment_id: enquiry, purge: true }],
              child_protection_plans: [{ child_protection_plan_id: ids[6], purge: true }],
            },
          ],
        },
      },
    ],
  });
  const ceased = JSON.parse((await get(`cp-is?since=${String(note.position)}`, { authority: '856' })).text) as unknown;
  expect(JSON.stringify(ceased)).toContain(ids[6]);
});

it('tells nothing that was erased', async () => {
  const { position } = await record('C1', assessed, '857');
  const before = textOf(await taken(position, '857'));
  for (const known of ['A123456789012', '9434765919', 'Ashdown']) expect(before).toContain(known);
  await recording.keys.erase('857', 'C1');
  const after = await taken(position, '857');
  for (const known of ['A123456789012', '9434765919', 'Rowan', 'Ashdown']) expect(textOf(after)).not.toContain(known);
  expect(textOf(after)).toContain('<CINreferralDate>2025-11-03</CINreferralDate>');
  expect(await taken(position, '857')).toEqual(after);
});

it('gives an analyst the feeds that no law asks for without names and numbers', async () => {
  await record('G1', assessed, '860');
  for (const address of ['cp-is', 'ssd']) {
    const of = async (role: string) =>
      textOf([(await get(address, { role, authority: '860' })).bytes.toString('base64')]);
    const [managers, analysts] = [await of('manager'), await of('analyst')];
    expect([address, managers.includes('9434765919')]).toEqual([address, true]);
    for (const known of ['A123456789012', '9434765919', 'Rowan', 'Ashdown']) expect(analysts).not.toContain(known);
    expect(analysts).toContain('G1');
  }
});

it('says where it was taken, and what the file is called', async () => {
  const { position } = await record('D1', assessed, '860');
  const { headers } = await get('census/2026', { authority: '860' });
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/xml; charset=utf-8',
    'content-disposition': 'attachment; filename="cin-860-2026.xml"',
    'waymark-position': String(position),
    'waymark-store': await recording.store.identity(),
    'waymark-errors': expect.stringMatching(/^\d+$/) as string,
    'cache-control': 'no-store',
  });
  expect((await get('annex-a?on=2026-04-01', { authority: '860' })).headers.get('content-disposition')).toContain(
    '.xlsx',
  );
  expect((await get('ssd', { authority: '860' })).headers.get('content-type')).toBe('application/zip');
});

it.each([
  ['text/csv, application/json;q=0.5', 'text/csv; charset=utf-8; header=present'],
  ['application/json;q=0.5, text/csv', 'text/csv; charset=utf-8; header=present'],
  ['text/csv;q=0.1, application/json', 'application/json; charset=utf-8'],
  ['text/csvish', 'application/json; charset=utf-8'],
])('tells statuses in the form that %s would rather have', async (accept, type) => {
  expect((await get('cp-is', { accept, authority: '861' })).headers.get('content-type')).toBe(type);
});

it.each([
  ['census/2026?position=99999999', 'analyst', 400, 'not-reached-yet'],
  ['census/2026?position=x', 'analyst', 400, 'not-a-position'],
  ['dfe-payloads?since=99999999', 'analyst', 400, 'not-reached-yet'],
  ['ssd?since=1', 'analyst', 400, 'unknown-field'],
  ['annex-a', 'analyst', 400, 'not-a-date'],
  ['census/2012', 'analyst', 404, 'unknown-census-year'],
  ['census/2026', 'caseworker', 403, 'role-needed'],
  ['cp-is', 'caseworker', 403, 'role-needed'],
])('refuses %s to %s with %i %s', async (address, role, status, code) => {
  const answer = await get(address, { role });
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(code);
});

it('writes the same from the command line', async () => {
  const { position } = await record('E1', assessed, '861');
  const out = (name: string): string => path.join(folder, name);
  const run = async (...args: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      [path.resolve('dist/apps/all/src/cli/main.js'), ...args, '--authority', '861', '--position', String(position)],
      {
        env: {
          ...process.env,
          EVENTSTORE_URL: node.url,
          WAYMARK_DATA: folder,
          WAYMARK_AUTHORITIES: '855,861',
          KEYS_URL: path.join(folder, 'keys.db'),
          MASTER_KEY_FILE: path.join(folder, 'master.key'),
        },
      },
    );
  const said = await run('export-census', '--year', '2026', '--out', out('cin.xml'));
  expect(said.stdout).toContain(`1 children, position ${String(position)}`);
  await run('export-annex-a', '--on', '2026-04-01', '--out', out('annex-a.xlsx'));
  await run('export-dfe', '--out', out('dfe.json'));
  await run('export-cp-is', '--out', out('cp-is.json'));
  for (const [file, address] of [
    ['cin.xml', 'census/2026'],
    ['cin.xml.report.csv', 'census/2026/report'],
    ['annex-a.xlsx', 'annex-a?on=2026-04-01'],
    ['dfe.json', 'dfe-payloads'],
    ['cp-is.json', 'cp-is'],
  ] as const) {
    const { bytes } = await get(at(address, position), { authority: '861' });
    expect([file, fs.readFileSync(out(file)).equals(bytes)]).toEqual([file, true]);
  }
});
