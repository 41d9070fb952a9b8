import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { londonDate } from '#calendar';
import { startPosting, type Posting } from './posting.fixture.ts';

const BOUND_MS = 120_000;
let posting: Posting;

beforeAll(async () => {
  posting = await startPosting();
  const answer = await posting.post('/authorities/855/children/A1/facts', {
    facts: [
      { type: 'ChildRegistered', data: { on: '2026-01-05', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' } },
      { type: 'ReferralReceived', data: { on: '2026-01-05', source: '2A' } },
    ],
  });
  expect(answer.status).toBe(201);
}, BOUND_MS);

afterAll(() => posting.close());

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `npx waymark`, on the data folder and the event store of this test. */
function waymark(...args: readonly string[]): Promise<Said> {
  return waymarkWith({}, ...args);
}

function waymarkWith(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said> {
  const env = { ...process.env, WAYMARK_DATA: posting.folder, EVENTSTORE_URL: posting.node.url, ...settings };
  return new Promise((resolve) => {
    const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
    execFile(process.execPath, [program, ...args], { env, timeout: BOUND_MS }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('npx waymark', () => {
  it(
    'lists its commands, and says of each what it needs',
    async () => {
      const { code, out } = await waymark('--help');
      expect(code).toBe(0);
      const names = [...out.matchAll(/^ {2}([a-z-]+) +[A-Z]/gm)].map(([, name = '']) => name);
      expect(names).toEqual([
        'token',
        'eventstore',
        'backup',
        'restore',
        'move',
        'import-census',
        'published',
        'rebuild',
        'explain',
        'subject-access',
        'erase',
        'rotate-keys',
        'anchor',
        'export-census',
        'export-annex-a',
        'export-dfe',
        'export-ssd',
        'export-cp-is',
        'bundle',
        'verify',
        'receipt',
        'whatif',
      ]);
      const help = await waymark('verify', '--help');
      expect({ code: help.code, err: help.err }).toEqual({ code: 0, err: '' });
      expect(help.out).toContain('npx waymark verify [options]');
      expect(help.out).toMatch(/--child ID +The child\./);
    },
    BOUND_MS,
  );

  it.each([
    [['nonsense'], /^There is no command nonsense\. There are: /],
    [['bundle'], /^waymark bundle needs --authority CODE and --child ID and --for TEXT and --out FILE\./],
    [
      ['bundle', '--authority', '855', '--child', 'A1', '--for', 'Court\nx', '--out', 'b.zip'],
      /^--for does not say whom it is for\. .*\(U\+000A\)/,
    ],
    [['token', '--role', 'caseworker'], /^waymark token needs --authority CODE and --user ID\./],
    [['token', '--role', 'king', '--authority', '855', '--user', 'u1'], /^There is no role king\. There are: /],
    [['token', '--role', 'chair,king', '--authority', '855', '--user', 'u1'], /^There is no role king\. There are: /],
    [
      ['token', '--role', 'analyst', '--authority', '999', '--user', 'u1'],
      /^Authority 999 is not served here\. Served are 855, 856, 857\.$/,
    ],
    [['verify', '--everyone'], /^Unknown option '--everyone'\. See npx waymark verify --help\.$/],
    [['verify'], /^Say which: --authority and --child for one child, or --all for everyone\.$/],
    [['explain', '--authority', '855', '--child', 'A1', '--clock', 'tea'], /^There is no clock tea\. There are: /],
    [['eventstore', '--port', 'x'], /^x is not a port: /],
    [
      ['eventstore', 'dance'],
      /^There is no waymark eventstore dance\. There are: verify, backup, restore, hash-password/,
    ],
    [['eventstore', 'backup'], /^waymark eventstore backup needs --to PATH\./],
    [['published', '--url', 'localhost:3000'], /^--url is "localhost:3000": give an address such as http:/],
    [['backup'], /^Say what to copy, and where to: /],
    [['restore'], /^Say what to restore, and what from: /],
    [
      ['export-annex-a', '--authority', '855', '--on', '2026-03-31', '--out', 'annex-a.pdf'],
      /^Annex A is not made as \.pdf: give --out as a workbook \(\.xlsx\) or as a folder\.$/,
    ],
    [
      ['export-census', '--authority', '999', '--year', '2026', '--out', 'census.xml'],
      /^Authority 999 is not served here\. Served are 855, 856, 857\.$/,
    ],
    [
      ['import-census', 'cin-2025.xml', '--authority', '999'],
      /^Authority 999 is not served here\. Served are 855, 856, 857\.$/,
    ],
  ])(
    'called as %j says in a sentence what is wrong, and exits 2',
    async (args, sentence) => {
      const { code, out, err } = await waymark(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trim()).toMatch(sentence);
    },
    BOUND_MS,
  );

  it.each([
    [
      'cannot be reached',
      { KEYS_URL: 'postgres://nobody:secret@127.0.0.1:1/keys' },
      /^The key store cannot be reached\. /,
    ],
    ['belong to another master key', { MASTER_KEY_FILE: 'other' }, /master key/],
  ])(
    'asked for what needs keys that %s, says in a sentence what to do, and exits 1',
    async (_, given, sentence) => {
      const other = path.join(posting.folder, 'another-master.key');
      fs.writeFileSync(other, Buffer.alloc(32, 7), { mode: 0o600 });
      const settings: Readonly<Record<string, string>> =
        'MASTER_KEY_FILE' in given ? { MASTER_KEY_FILE: other } : given;
      const out = path.join(posting.folder, 'held-nowhere');
      const said = await waymarkWith(
        settings,
        'subject-access',
        '--authority',
        '855',
        '--child',
        'A1',
        '--reason',
        'SAR-1',
        '--out',
        out,
      );
      expect({ code: said.code, out: said.out, wrote: fs.existsSync(out) }).toEqual({ code: 1, out: '', wrote: false });
      expect(said.err).toMatch(sentence);
      expect(said.err).not.toMatch(/^ {4}at |secret/m);
    },
    BOUND_MS,
  );

  it(
    'prints a token that is signed with the key of the data folder',
    async () => {
      const { code, out } = await waymark('token', '--role', 'analyst', '--authority', '857', '--user', 'u1');
      expect(code).toBe(0);
      expect(fs.existsSync(path.join(posting.folder, 'issuer.key'))).toBe(true);
      const authorization = `Bearer ${out.trim()}`;
      const other = await posting.get('/authorities/855/children/A1/journey').set({ authorization });
      expect(other.status).toBe(403);
    },
    BOUND_MS,
  );

  it(
    'prints a token for several roles, given one by one or with commas, and for whom children are allocated to',
    async () => {
      const asked = ['--authority', '855', '--user', 'u1', '--worker', 'W1', '--team', 'Duty', '--name', 'A Person'];
      const { out } = await waymark('token', '--role', 'chair', '--role', 'manager,auditor', ...asked);
      const claims = JSON.parse(Buffer.from(out.split('.')[1] ?? '', 'base64url').toString()) as unknown;
      const roles = ['chair', 'manager', 'auditor'];
      expect(claims).toMatchObject({
        sub: 'u1',
        roles,
        authority: '855',
        worker: 'W1',
        team: 'Duty',
        name: 'A Person',
      });
    },
    BOUND_MS,
  );

  it(
    'explains a due day from the referral to the last day counted',
    async () => {
      const months = [londonDate(Date.now()).slice(0, 7)];
      const { code, out } = await waymark('explain', '--authority', '855', '--child', 'A1', '--clock', 'assessment');
      expect(code).toBe(0);
      months.push(londonDate(Date.now()).slice(0, 7));
      expect(out).toContain('started 2026-01-05, due 2026-03-09');
      expect(out.trim().split('\n').at(-1)).toMatch(/^ {2}2026-03-09 {2}working day 45$/);
      // The command looks by the time of day, and a month may end while it does.
      const looks: unknown[] = [];
      for (const month of new Set(months)) {
        for await (const { data } of posting.store.read(`accesses-855.${month}`)) looks.push(data);
      }
      expect(looks.slice(-1)).toMatchObject([
        { what: 'npx waymark explain', query: { clock: 'assessment' }, children: ['A1'] },
      ]);
    },
    BOUND_MS,
  );

  it.each([
    [['whatif', '--authority', '855', '--rules'], /^There is no file /],
    [['receipt', '--file'], /^There is no file /],
  ])(
    'called as %j with a file that is not there says so',
    async (args, sentence) => {
      const { code, out, err } = await waymark(...args, path.join(posting.folder, 'no-draft.json'));
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(sentence);
    },
    BOUND_MS,
  );

  it(
    'says so of a child of whom nothing is recorded',
    async () => {
      const { code, err } = await waymark('explain', '--authority', '855', '--child', 'NOBODY');
      expect(code).toBe(1);
      expect(err.trim()).toBe('Nothing is recorded of child NOBODY in authority 855.');
    },
    BOUND_MS,
  );

  it(
    'makes no bundle where there is no folder for it, and says which',
    async () => {
      const out = path.join(posting.folder, 'no-folder', 'A1.zip');
      const bundle = ['bundle', '--authority', '855', '--child', 'A1', '--for', 'Family Court', '--out', out];
      const { code, err } = await waymark(...bundle);
      expect({ code, err: err.trim() }).toEqual({
        code: 1,
        err: `There is no folder ${path.dirname(out)}. Make it first, or give another name.`,
      });
    },
    BOUND_MS,
  );
});

/** The stream of every event there is. */
async function everythingStored(): Promise<readonly string[]> {
  const streams: string[] = [];
  const done = new AbortController();
  const prefixes = ['journey-', 'accesses-'];
  for await (const { events, live } of posting.store.follow({ prefixes, after: null, signal: done.signal })) {
    streams.push(...events.map(({ stream }) => stream));
    if (live) break;
  }
  done.abort();
  return streams;
}

describe('npx waymark rotate-keys', () => {
  it(
    'finds no key lost where none is, and gives none up by an option alone',
    async () => {
      const told = await waymark('rotate-keys', '--lost');
      expect(told).toEqual({
        code: 0,
        out: 'No key is lost: every child’s newest key is in the key store.\n',
        err: '',
      });
      expect(await waymark('rotate-keys', '--for-good')).toMatchObject({ code: 2, out: '' });
      // One child named is not the only one that would be given up.
      const one = ['--lost', '--for-good', '--authority', '855', '--child', 'A1'];
      expect(await waymark('rotate-keys', ...one)).toMatchObject({ code: 2, out: '' });
    },
    BOUND_MS,
  );

  it.each([
    ['lists whose keys are lost', ['rotate-keys', '--lost']],
    ['rotates the master key', ['rotate-keys']],
    ['takes a list of erasures', ['restore', '--erasures', path.resolve('package.json')]],
  ])(
    'makes no file of keys in the place of one that is gone, which would be in the way of its copy, where it %s',
    async (_, args) => {
      const KEYS_URL = path.join(posting.folder, 'gone.db');
      const { code, out, err } = await waymarkWith({ KEYS_URL }, ...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^The children’s keys are gone: .*gone\.db is not there\. Nothing was started or changed\./);
      expect(fs.existsSync(KEYS_URL)).toBe(false);
    },
    BOUND_MS,
  );
});

describe('npx waymark verify', () => {
  it(
    'holds every chain against its digests, and finds a fact that was put in without one',
    async () => {
      const sound = await waymark('verify', '--all');
      expect(sound.code).toBe(0);
      // The child’s two facts; and the access log, of the test’s own month, with a look that was refused, and of the
      // commands’, which is the one they were called in: two looks, one of them under another master key.
      const held = await everythingStored();
      expect(held.filter((stream) => stream === 'journey-855.A1')).toHaveLength(2);
      expect(held.filter((stream) => stream.startsWith('accesses-855.'))).toHaveLength(3);
      expect(held).toHaveLength(5);
      expect(sound.out).toMatch(
        new RegExp(`^${String(new Set(held).size)} streams, 5 facts: every chain holds\\.\\nNo anchors: `),
      );
      const forged = {
        id: '5f0c7a52-0b53-4c3e-8a2e-0d6c1a2f9b11',
        type: 'CaseClosed',
        data: { on: '2026-01-06', reason: 'RC8' },
        metadata: { recordedAt: '2026-01-06T10:00:00.000Z', evidence: { previous: null, digest: '00' } },
      };
      await posting.store.append('journey-855.A1', 1, [forged]);
      const broken = await waymark('verify', '--authority', '855', '--child', 'A1');
      expect({ code: broken.code, err: broken.err }).toEqual({ code: 1, err: '' });
      expect(broken.out).toMatch(/^journey-855\.A1 is broken at revision 2: previous-differs\.$/m);
    },
    BOUND_MS,
  );
});
