import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import { issueDevelopmentToken, recordHere, serveApp, type RecordingHere, type Served } from '#http';
import { accessLog } from '#recording';
import { censusFile, censusStories, eventually, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { importFiles } from './import-files.ts';
import { ImportsModule } from './imports.module.ts';

const reader = { roles: ['manager'], for: 'case-record' } as const;

const now = (): number => Date.parse('2026-11-29T10:00:00Z');

let node: EmbeddedNode;
let folder: string;
let recording: RecordingHere;
let served: Served;

beforeAll(async () => {
  node = await startEmbeddedNode();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-import-'));
  recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: true,
    now,
  });
  served = await serveApp({
    module: ImportsModule,
    name: 'exchange',
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
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

const stories = [...censusStories(7, 60, plainDate('2020-06-01'), plainDate('2026-03-31'))];

function written(authority: string, year: number): string {
  const where = path.join(folder, `${authority}-${String(year)}.xml`);
  fs.writeFileSync(where, censusFile(authority, year, stories));
  return where;
}

async function imported(authority: string, paths: readonly string[], askedBy?: string) {
  const faults: string[] = [];
  const counts = await importFiles({
    recorder: recording.recorder,
    authority,
    paths,
    importId: 'import-1',
    ...(askedBy !== undefined && { askedBy }),
    signal: new AbortController().signal,
    onFault: (file, { line, code }) => faults.push(`${file}:${String(line)} ${code}`),
  });
  return { counts, faults };
}

it('takes several years over in the order of years, and the same again writes nothing', async () => {
  const paths = [2024, 2022, 2023].map((year) => written('855', year));
  const first = await imported('855', paths);
  expect(first.faults).toEqual([]);
  expect(first.counts.recorded).toBeGreaterThan(150);
  const again = await imported('855', paths);
  expect(again).toEqual({ counts: { ...first.counts, changed: 0, recorded: 0 }, faults: [] });
});

it('records facts under its own name and role, each with the line it was read at', async () => {
  await imported('856', [written('856', 2024)]);
  const story = stories.find(({ episodes }) =>
    episodes.some(({ referredOn }) => referredOn > '2023-04-01' && referredOn < '2024-03-31'),
  );
  const events = [];
  for await (const { metadata } of recording.store.read(`journey-856.${story?.id ?? ''}`)) events.push(metadata);
  expect(events[0]).toMatchObject({
    recordedBy: 'census-import',
    role: 'administrator',
    correlationId: 'import-1',
    origin: {
      collection: 'CIN',
      year: 2024,
      file: '856-2024.xml',
      line: expect.any(Number) as number,
      element: expect.stringContaining('LAchildID') as string,
    },
  });
});

it('names whoever had a file imported in full, so that two whose names begin alike stay two', async () => {
  const alike = 'data.team.of.the.county.council.of.a.long.name.';
  const users = [`${alike}anwen@example.org`, `${alike}bryn@example.org`];
  const recordedBy = new Set<unknown>();
  for (const [index, user] of users.entries()) {
    const authority = `83${String(index)}`;
    await imported(authority, [written(authority, 2024)], user);
    const streams = stories.map(({ id }) => `journey-${authority}.${id}`);
    for (const stream of streams)
      for await (const { metadata } of recording.store.read(stream))
        recordedBy.add((metadata as { readonly recordedBy?: unknown }).recordedBy);
  }
  expect([...recordedBy]).toEqual(users.map((user) => `census-import:${user}`));
});

it('writes nothing where one of the files is not of the authority', async () => {
  const paths = [written('857', 2024), written('855', 2025)];
  await expect(imported('857', paths)).rejects.toThrow(
    /855-2025.xml: .* of authority 855, and 857 was asked for. Nothing was recorded./,
  );
  expect(
    await recording.recorder.journey({ reader, authority: '857', child: stories[0]?.id ?? '', unmasked: false }),
  ).toBeUndefined();
});

describe('over HTTP', () => {
  const post = async (
    body: string | AsyncIterable<Uint8Array>,
    { role = 'administrator', type = 'application/xml' } = {},
  ) =>
    fetch(`${served.url}/authorities/857/census-imports?file=cin%202024.xml`, {
      method: 'POST',
      body: typeof body === 'string' ? body : ReadableStream.from(body),
      duplex: 'half',
      headers: {
        'content-type': type,
        authorization: `Bearer ${await issueDevelopmentToken({ role: role as never, user: 'u1', authority: '857', dataFolder: folder, now: now() })}`,
      },
    });
  const get = async (where: string) => {
    const token = await issueDevelopmentToken({
      role: 'administrator',
      user: 'u1',
      authority: '857',
      dataFolder: folder,
      now: now(),
    });
    return fetch(`${served.url}${where}`, { headers: { authorization: `Bearer ${token}` } });
  };
  interface Standing {
    readonly id: string;
    readonly state: string;
    readonly recorded: number;
    readonly faults: number;
    readonly report: string;
    readonly failed?: { readonly code: string };
  }
  const ended = (where: string) =>
    eventually(
      async () => (await (await get(where)).json()) as Standing,
      ({ state }) => state === 'complete' || state === 'failed',
    );

  const accesses = async () => {
    const on = plainDate('2026-11-29');
    const asked = {
      reader: { roles: ['auditor'], for: 'access-log' },
      authority: '857',
      from: on,
      to: on,
      limit: 100,
    } as const;
    return (await accessLog({ store: recording.store, now }).read(asked)).accesses;
  };

  it('takes a file in, tells how far it is, and reports what was left out', async () => {
    const file = censusFile('857', 2024, stories).replace(
      /<Ethnicity>[A-Z]+<\/Ethnicity>/,
      '<Ethnicity>ZZZZ</Ethnicity>',
    );
    const answer = await post(file);
    expect(answer.status).toBe(202);
    const where = answer.headers.get('location') ?? '';
    const done = await ended(where);
    expect(done).toMatchObject({ state: 'complete', percent: 100, faults: 1, file: 'cin 2024.xml', year: 2024 });
    expect(done.recorded).toBeGreaterThan(50);
    const report = await get(done.report);
    expect(report.headers.get('content-type')).toContain('text/csv');
    expect((await report.text()).split('\r\n')).toEqual([
      expect.stringContaining('file,child,element,line'),
      expect.stringMatching(/^cin 2024.xml,L\d+,ChildCharacteristics\/Ethnicity,\d+,1,4220,unknown-code,value,/),
      '',
    ]);
    // However often it was asked while it ran, that is no look; each answer that names a child is one, and so is the report.
    const again = (await (await get(where)).json()) as { readonly firstFaults: readonly { readonly child: string }[] };
    const looks = await accesses();
    const named = again.firstFaults.map(({ child }) => child);
    expect(named).toHaveLength(1);
    expect(looks.map(({ children }) => children)).toEqual([named, 'every', named]);
  });

  it('is no look at any child where nothing was left out', async () => {
    const before = (await accesses()).length;
    const answer = await post(censusFile('857', 2024, stories));
    expect(await ended(answer.headers.get('location') ?? '')).toMatchObject({ state: 'complete', faults: 0 });
    expect(await accesses()).toHaveLength(before);
  });

  it('says at once what is wrong with a file’s header, and later where a file breaks off', async () => {
    const refused = await post(censusFile('855', 2024, stories));
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'other-authority' }]);
    const doctype = await post(`<!DOCTYPE Message>${censusFile('857', 2024, stories)}`);
    expect([doctype.status, await doctype.json()]).toMatchObject([400, { code: 'doctype' }]);
    const broken = await post(censusFile('857', 2024, stories).slice(0, -20));
    expect(broken.status).toBe(202);
    expect(await ended(broken.headers.get('location') ?? '')).toMatchObject({
      state: 'failed',
      failed: { code: 'truncated' },
    });
  });

  const isLinux = process.platform === 'linux';
  (isLinux ? it : it.skip)(
    `leaves no name on disk for what it takes in: a process that is killed leaves nothing to be found${isLinux ? '' : ' (only Linux tells whether an open file has a name)'}`,
    async () => {
      const census = (): { readonly name: string; readonly bytes: number }[] =>
        fs.readdirSync('/proc/self/fd').flatMap((each) => {
          const open = `/proc/self/fd/${each}`;
          try {
            const name = fs.readlinkSync(open);
            return name.includes('waymark-census-') ? [{ name, bytes: fs.statSync(open).size }] : [];
          } catch {
            return [];
          }
        });
      const file = Buffer.from(censusFile('857', 2023, stories));
      // However quick the import is: the last of the file is sent once it was seen that the first of it is on disk.
      const seen: ReturnType<typeof census>[] = [];
      async function* held(): AsyncGenerator<Uint8Array> {
        yield file.subarray(0, -100);
        seen.push(
          await eventually(
            () => Promise.resolve(census()),
            (found) => found.some(({ bytes }) => bytes > 0),
          ),
        );
        yield file.subarray(-100);
      }
      const answer = await post(held());
      expect(answer.status).toBe(202);
      expect(seen).toEqual([[{ name: expect.stringMatching(/ \(deleted\)$/), bytes: expect.any(Number) }]]);
      expect(await ended(answer.headers.get('location') ?? '')).toMatchObject({ state: 'complete' });
      await eventually(
        () => Promise.resolve(census()),
        (found) => found.length === 0,
      );
    },
  );

  it('is an administrator’s, takes XML, and leaves other addresses to JSON', async () => {
    expect((await post('<Message/>', { role: 'manager' })).status).toBe(403);
    expect((await post('{}', { type: 'application/json' })).status).toBe(415);
    expect((await get('/authorities/857/census-imports/none')).status).toBe(404);
  });
});
