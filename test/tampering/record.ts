import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUp } from '../../apps/eventstore/src/storage/backup.ts';
import { verifiedInFile, type Asked, type VerifiedHere } from '../../apps/all/src/cli/verified-in-file.ts';
import { AuditModule } from '../../apps/audit/src/audit.module.ts';
import { loadAnchorKey } from '#privacy';
import { anchoring, filesOfBundle, holdAnchors } from '#recording';
import { now, startPosting, type Posting } from '../posting.fixture.ts';

/** A record as people made it: two children, two anchors, and one fact that was recorded for the wrong one of them. */
export interface Record {
  readonly folder: string;
  /** The events file as it stands, as it stood at the first anchor, and the anchors that somebody else holds. */
  readonly file: string;
  readonly older: string;
  readonly held: string;
  readonly publicKey: string;
  /** The id of the fact that is the other child's. */
  readonly wrong: string;
  readonly bundle: ReadonlyMap<string, Buffer>;
  readonly bundleBytes: readonly Buffer[];
  readonly posting: Posting;
  readonly close: () => Promise<void>;
}

export const streamA = 'journey-855.A1';
export const streamB = 'journey-855.B2';

export async function recordOfTwo(): Promise<Record> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-tampering-'));
  const keyFile = join(folder, 'anchor.key');
  const places = { keyFile, createKey: true, folder: join(folder, 'rounds'), everyMinutes: 0 };
  const posting = await startPosting({ file: join(folder, 'served.db') }, () => now, [AuditModule.of(places)]);
  const { store } = posting;
  const post = async (child: string, facts: readonly object[]): Promise<readonly { readonly id: string }[]> => {
    const answer = await posting.post(`/authorities/855/children/${child}/facts`, { facts });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { readonly facts: readonly { readonly id: string }[] }).facts;
  };
  const key = () => loadAnchorKey(keyFile, { createIfMissing: true });
  const anchors = anchoring({ store, key, now: () => now, by: 'test' });

  await post('A1', [
    {
      type: 'ChildRegistered',
      data: { on: '2026-01-05', sex: 'F', dateOfBirth: '2019-03-20', ethnicity: 'WBRI', name: 'Ada <Example>' },
    },
    {
      type: 'ContactReceived',
      data: { on: '2026-01-05', contactId: 'k1', source: '1A', reason: 'Her brother Tom said so.' },
    },
    { type: 'ContactDecided', data: { on: '2026-01-06', contactId: 'k1', outcome: 'referral' } },
    { type: 'ReferralReceived', data: { on: '2026-01-06', source: '1A' } },
  ]);
  await post('B2', [
    {
      type: 'ChildRegistered',
      data: { on: '2026-01-05', sex: 'M', dateOfBirth: '2018-01-02', ethnicity: 'WBRI', name: 'Bea' },
    },
    { type: 'ReferralReceived', data: { on: '2026-01-07', source: '2A' } },
  ]);
  await anchors.anchor();
  const older = join(folder, 'older.db');
  await backUp(posting.node.file, older);

  const [, wrong] = await post('A1', [
    { type: 'ReferralDecided', data: { on: '2026-01-07', decision: 'assess' } },
    {
      type: 'ContactReceived',
      data: { on: '2026-02-01', contactId: 'k2', source: '1A', reason: 'About Bea, next door.' },
    },
  ]);
  await post('B2', [{ type: 'ReferralDecided', data: { on: '2026-01-08', decision: 'assess' } }]);
  const moved = await posting.post('/authorities/855/children/A1/moves', {
    facts: [wrong?.id],
    to: 'B2',
    note: 'Bea was meant.',
  });
  if (moved.status !== 201) throw new Error(JSON.stringify(moved.body));
  await anchors.anchor();
  await post('A1', [{ type: 'AssessmentStarted', data: { on: '2026-01-08', kind: 'single' } }]);
  const held = join(folder, 'held');
  await holdAnchors(store, held);
  const bundleBytes = [await downloaded(posting, 'for=the%20court'), await downloaded(posting, 'for=the%20court')];
  const file = join(folder, 'events.db');
  await backUp(posting.node.file, file);
  return {
    ...{ folder, file, older, held, publicKey: key().id, wrong: wrong?.id ?? '', posting, bundleBytes },
    bundle: filesOfBundle(bundleBytes[0] ?? Buffer.alloc(0)),
    close: async () => {
      await posting.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A child's bundle over HTTP. */
export async function downloaded(posting: Posting, query: string): Promise<Buffer> {
  const answer = await fetch(`${posting.url}/authorities/855/children/A1/bundle?${query}`);
  if (answer.status !== 200) throw new Error(await answer.text());
  return Buffer.from(await answer.arrayBuffer());
}

let copies = 0;

/** A copy of a file to tamper with. */
export function copyOf(file: string): string {
  const copy = `${file}.${String((copies += 1))}`;
  copyFileSync(file, copy);
  return copy;
}

/** Everything in a file, verified with no server. */
export function verified(file: string, asked: Asked = {}): VerifiedHere {
  return verifiedInFile(file, { prefixes: undefined }, asked);
}
