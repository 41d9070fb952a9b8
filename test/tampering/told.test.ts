import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { anchorLog, heldAnchors, pemOf } from '#recording';
import { AnchorRounds } from '../../apps/audit/src/anchor-rounds.ts';
import { loadAnchorKey } from '#privacy';
import { issueDevelopmentToken, type Role, type Surroundings } from '#http';
import { tamper } from './events-file.ts';
import { copyOf, recordOfTwo, streamA, type Record } from './record.ts';
import { now } from '../posting.fixture.ts';

const BOUND_MS = 120_000;
let record: Record;
let keyFile: string;

beforeAll(async () => {
  record = await recordOfTwo();
  keyFile = path.join(record.folder, 'public.pem');
  writeFileSync(
    keyFile,
    pemOf(loadAnchorKey(path.join(record.folder, 'anchor.key'), { createIfMissing: false }).publicKey),
  );
  writeFileSync(path.join(record.folder, 'bundle.zip'), record.bundleBytes[0]!);
}, BOUND_MS);

afterAll(() => (record as Record | undefined)?.close());

/** `npx waymark verify`, with no server to ask: nothing answers at this address. */
function verify(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const env = {
    ...process.env,
    WAYMARK_DATA: path.join(record.folder, 'none'),
    EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false',
  };
  return new Promise((resolve) => {
    const program = path.resolve('dist', 'apps', 'all', 'src', 'cli', 'main.js');
    execFile(process.execPath, [program, 'verify', ...args], { env, timeout: BOUND_MS }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('npx waymark verify, with no server', () => {
  it(
    'says of a bundle what it holds and how far it is proven',
    async () => {
      const told = await verify(
        '--bundle',
        path.join(record.folder, 'bundle.zip'),
        '--anchors',
        record.held,
        '--public-key',
        keyFile,
      );
      expect(told).toMatchObject({ code: 0, err: '' });
      expect(told.out).toContain('Child A1, authority 855, for the court: the bundle holds.');
      expect(told.out).toContain('7 facts shown, 1 withheld (5), and no others');
      expect(told.out).toContain('covers facts 0 to 6 of 8');
    },
    BOUND_MS,
  );

  it(
    'names the first bad fact of a backup, what is wrong and what to do, and exits 1',
    async () => {
      const file = copyOf(record.file);
      tamper(file, ({ facts, write }) => write(streamA, facts(streamA).slice(0, 5)));
      const told = await verify('--all', '--events', file, '--anchors', record.held);
      expect(told.code).toBe(1);
      expect(told.out).toContain(`${streamA} is broken at revision 5: cut-off.`);
      expect(told.out).toContain('Facts 5 to 6 of journey-855.A1 are gone: anchor 2 holds fact 6.');
      expect(told.out).toContain('Next: Facts were cut off');
      const json = await verify('--authority', '855', '--child', 'A1', '--events', file, '--json');
      expect(JSON.parse(json.out)).toMatchObject({ holds: false, faults: [{ revision: 5, code: 'cut-off' }] });
      const other = await verify('--authority', '855', '--child', 'B2', '--events', file);
      expect(other).toMatchObject({ code: 0 });
    },
    BOUND_MS,
  );

  it(
    'verifies a folder of anchors by itself, and that it goes on from an earlier one',
    async () => {
      expect(await verify('--anchors', record.held, '--earlier', record.held, '--public-key', keyFile)).toMatchObject({
        code: 0,
      });
      expect(await verify('--earlier', record.held)).toMatchObject({ code: 2 });
      // The wrong folder, with no anchors in it, must not pass for anchors that hold.
      const empty = path.join(record.folder, 'empty');
      mkdirSync(empty);
      const told = await verify('--all', '--events', record.file, '--anchors', empty);
      expect(told).toMatchObject({ code: 1, out: '', err: expect.stringContaining('There are no anchors in') });
      expect(await verify('--bundle', record.file)).toMatchObject({ code: 1 });
    },
    BOUND_MS,
  );

  it(
    'tells nobody that all is well where it was asked of nothing',
    async () => {
      const backup = ['--events', record.file];
      const nowhere = path.join(record.folder, 'nowhere.db');
      const cases: readonly (readonly [readonly string[], code: number, sentence: string])[] = [
        [['--authority', '999', ...backup], 1, 'Nothing is recorded of any child in authority 999.'],
        [['--prefix', 'recepts-', ...backup], 1, 'There is no stream whose name begins with recepts-.'],
        [['--all', '--since', '3', ...backup], 1, 'There is no anchor 3: the last is 2. '],
        [['--all', '--events', nowhere], 1, `There is no events file ${nowhere}.`],
        [['--all', '--bundle', path.join(record.folder, 'bundle.zip')], 2, 'A bundle is verified by itself: '],
      ];
      for (const [args, code, sentence] of cases) {
        const told = await verify(...args);
        expect(told).toMatchObject({ code, out: '' });
        expect(told.err.slice(0, sentence.length)).toBe(sentence);
      }
      const child = ['--authority', '855', '--child', 'A1'];
      expect(await verify(...child, '--since', '2', ...backup)).toMatchObject({ code: 0, err: '' });
    },
    BOUND_MS,
  );
});

describe('a service that anchors by itself', () => {
  it('anchors once it is due, not before, and not where nothing has changed', async () => {
    const places = { keyFile: path.join(record.folder, 'anchor.key'), createKey: false, everyMinutes: 60 };
    const { store, folder } = record.posting;
    let instant = now + 59 * 60_000;
    const surroundings = { now: () => instant } as Surroundings;
    const rounds = new AnchorRounds(store, surroundings, { ...places, folder: path.join(folder, 'rounds') });
    const count = async () => (await anchorLog(store).refresh()).anchors.statements.length;
    await rounds.anchorWhenDue();
    expect(await count()).toBe(3);
    instant += 60_000;
    await rounds.anchorWhenDue();
    await rounds.anchorWhenDue();
    expect(await count()).toBe(4);
    expect(heldAnchors(path.join(folder, 'rounds'))).toMatchObject({ fault: undefined, digests: { length: 4 } });
  });
});

describe('over HTTP', () => {
  const asked = async (role: Role, address: string) => {
    const given = { dataFolder: record.posting.folder, user: 'u1', role, authority: '855', now };
    const token = await issueDevelopmentToken(given);
    return fetch(`${record.posting.url}/authorities/855/children/${address}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  };

  it('a child’s record is verified against its anchor', async () => {
    const answer = await asked('auditor', 'A1/verify');
    expect(await answer.json()).toMatchObject({
      holds: true,
      facts: 8,
      notAnchored: 0,
      faults: [],
      anchors: { count: 4 },
    });
    expect((await asked('auditor', 'NOBODY/verify')).status).toBe(404);
  });

  it('a bundle is given to those who may give it out, named and as a file', async () => {
    const answer = await asked('auditor', 'A1/bundle?for=x');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="waymark-855-A1.zip"');
    expect((await asked('caseworker', 'A1/bundle?for=x')).status).toBe(403);
    expect((await asked('auditor', 'A1/bundle')).status).toBe(400);
    expect((await asked('auditor', 'NOBODY/bundle?for=x')).status).toBe(404);
  });
});
