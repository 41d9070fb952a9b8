import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, type Store } from '#store';
import { eventually, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { caseAccess, type CaseAccess } from './case-access.ts';
import { casesStream } from './case-entries.ts';
import { ledger } from './ledger.ts';

const patient = 60_000;
const now = (): number => Date.parse('2026-03-03T09:00:00Z');
const reason = { sealed: 'A', key: 1 };
const by = { user: 'manager-mary', role: 'manager' };

let folder: string;
let node: EmbeddedNode;
let store: Store;
let access: CaseAccess;

const file = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-case-access-'));
  node = await startEmbeddedNode({ file: file('events.db') });
  store = openStore({ url: node.url, deadlineMs: 1_000 });
  access = caseAccess({ store, now });
}, patient);

afterEach(async () => {
  await store.close();
  await node.stop();
  rmSync(folder, { recursive: true });
}, patient);

const restricted = (child: string) => ({ type: 'CaseRestricted', data: { child, to: ['amy'], reason } }) as const;

/** As a manager does in this process. */
async function restrictHere(child: string): Promise<void> {
  await access.enter('855', { ...restricted(child), by });
}

/** As a manager does in another process over the same store. */
async function restrictElsewhere(...children: readonly string[]): Promise<void> {
  const elsewhere = ledger({ store, now }, casesStream('855'));
  for (const child of children) await elsewhere.enter({ ...restricted(child), by });
}

/** Whether Ben, whom no restriction names, may know of each child. */
async function benMayKnow(...children: readonly string[]): Promise<readonly boolean[]> {
  const standing = await access.standing('855');
  return children.map((child) => standing.sight(child, 'ben', now()).open);
}

const isAway = (): Promise<boolean> =>
  Promise.resolve(access.standing('855')).then(
    () => false,
    () => true,
  );

/** The events file is put back as it was when it was copied, and this process has noticed that the store was away. */
async function restoreCopy(): Promise<void> {
  await node.stop();
  await eventually(isAway, (away) => away);
  for (const end of ['-wal', '-shm']) rmSync(`${file('events.db')}${end}`, { force: true });
  copyFileSync(file('copy.db'), file('events.db'));
  node = await node.restart();
}

describe('given records kept to named people, and a store put back from an older copy while the service runs', () => {
  beforeEach(async () => {
    await restrictHere('A');
    await node.stop();
    copyFileSync(file('events.db'), file('copy.db'));
    node = await node.restart();
    for (const child of ['B', 'C']) await restrictHere(child);
    expect(await benMayKnow('A', 'B', 'C', 'D')).toEqual([false, false, false, true]);
    await restoreCopy();
  }, patient);

  it.each([
    { since: ['D'], is: 'fewer than were lost' },
    { since: ['D', 'E'], is: 'as many as were lost' },
    { since: ['D', 'E', 'F', 'G'], is: 'more than were lost' },
  ])(
    'when $is are restricted since, then each of them is kept, and those the copy did not have are not',
    async ({ since }) => {
      await restrictElsewhere(...since);
      expect(await benMayKnow('A', ...since)).toEqual(['A', ...since].map(() => false));
      expect(await benMayKnow('B', 'C')).toEqual([true, true]);
      // What is entered from now on is heard of, here and there.
      await restrictElsewhere('H');
      await eventually(
        () => benMayKnow('H'),
        ([mayKnow]) => mayKnow === false,
      );
      await restrictHere('I');
      expect(await benMayKnow('I')).toEqual([false]);
    },
    patient,
  );
});
