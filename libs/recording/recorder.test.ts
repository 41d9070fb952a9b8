import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { verifyChain, type Evidence } from '#evidence';
import { journeyLaws } from '#journey';
import { loadMasterKey, openKeyStore, type KeyStore } from '#privacy';
import { journeyStream, openStore, StoreUnavailable, WrongRevision, type Store } from '#store';
import { startEmbeddedNode, type EmbeddedNode } from '#testing';
import { nationalRules } from '#timescales';
import { childQueue } from './child-queue.ts';
import { recorder, type Outcome, type Recorder } from './index.ts';

let folder: string;
let node: EmbeddedNode;
let store: Store;
let keys: KeyStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-recorder-'));
  node = await startEmbeddedNode();
  const masterKey = loadMasterKey(join(folder, 'master.key'), { createIfMissing: true });
  keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey, now: () => 0 });
  store = openStore({ url: node.url });
});

afterAll(async () => {
  await store.close();
  await keys.close();
  await node.stop();
  rmSync(folder, { recursive: true });
});

/** A recorder with a queue and a memory of its own, as another process would have. */
function process(over: Store = store): Recorder {
  let instant = Date.parse('2026-06-15T11:00:00Z');
  const today = plainDate('2026-06-15');
  const now = (): number => (instant += 1);
  return recorder({
    store: over,
    keys,
    rules: nationalRules,
    laws: journeyLaws(nationalRules),
    now,
    today: () => today,
    random: () => 0,
  });
}

const by = { user: 'u1', role: 'caseworker' };
const registered: Proposed = {
  type: 'ChildRegistered',
  data: { on: plainDate('2026-01-05'), dateOfBirth: plainDate('2017-03-14'), sex: 'F', name: 'Invented Child' },
};
const referred: Proposed = { type: 'ReferralReceived', data: { on: plainDate('2026-01-05'), source: '2A' } };
const decided: Proposed = { type: 'ReferralDecided', data: { on: plainDate('2026-01-06'), decision: 'assess' } };
const closed: Proposed = { type: 'CaseClosed', data: { on: plainDate('2026-01-07'), reason: 'RC9' } };

const told = (outcome: Outcome): string => {
  if (outcome.status !== 'refused') return `${outcome.status} ${String(outcome.answer.revision)}`;
  return 'code' in outcome.refusal ? outcome.refusal.code : outcome.refusal.because;
};

async function chain(child: string) {
  const stream = journeyStream('855', child);
  async function* evidenced() {
    for await (const event of store.read(stream)) {
      const metadata = event.metadata as object & { readonly evidence?: Evidence };
      yield { ...event, metadata, evidence: metadata.evidence };
    }
  }
  return verifyChain(stream, evidenced());
}

/** The store, but for the answers to appends: each is as `answered` makes it, told how many came before it. */
const withAppend = (answered: (count: number, append: () => ReturnType<Store['append']>) => unknown): Store => {
  let count = 0;
  const append = (async (...asked: Parameters<Store['append']>) =>
    answered(count++, () => store.append(...asked))) as Store['append'];
  return { ...store, append };
};

describe('two processes, each remembering what it recorded last', () => {
  it('never refuse on what they remember: another may have recorded since', async () => {
    const [a, b] = [process(), process()];
    const ask = async (by_: Recorder, ...facts: Proposed[]): Promise<string> =>
      told(await by_.record({ authority: '855', child: 'M1', facts, by }));
    expect(await ask(a, registered)).toBe('recorded 0');
    expect(await ask(b, referred)).toBe('recorded 1');
    expect(await ask(a, decided)).toBe('recorded 2');
    expect(await ask(b, closed)).toBe('recorded 3');
    expect(await ask(a, closed)).toBe('no-open-case');
    expect(await chain('M1')).toMatchObject({ ok: true, count: 4 });
  });

  it('leave one whole chain where both are asked at once with the same key, and the store answers the second with the first', async () => {
    const [a, b] = [process(), process()];
    const facts: Proposed[] = [
      { type: 'ChildDetailsAmended', data: { on: plainDate('2026-01-06'), ethnicity: 'WBRI' } },
    ];
    const ask = (asked: Recorder, idempotencyKey?: string): Promise<Outcome> =>
      asked.record({ authority: '855', child: 'M2', facts, by, idempotencyKey });
    await a.record({ authority: '855', child: 'M2', facts: [registered], by });
    await ask(a);
    await Promise.all([ask(b, 'k1'), ask(a, 'k1')]);
    expect(told(await ask(a))).toBe('recorded 3');
    expect(await chain('M2')).toMatchObject({ ok: true, count: 4 });
  });

  describe('of whom one stores under a key when the other has judged and is about to, under the same', () => {
    const amended = (ethnicity: 'WBRI' | 'WIRI'): Proposed => ({
      type: 'ChildDetailsAmended',
      data: { on: plainDate('2026-01-06'), ethnicity },
    });
    const ask = (asked: Recorder, child: string, fact: Proposed, idempotencyKey?: string): Promise<Outcome> =>
      asked.record({ authority: '855', child, facts: [fact], by, idempotencyKey });

    /** The store takes an append of the same ids for the one it has, and answers the second with it. */
    async function race(child: string, fact: Proposed): Promise<{ readonly first: Outcome; readonly second: Outcome }> {
      const a = process();
      await ask(a, child, registered);
      let first: Outcome | undefined;
      const b = process(
        withAppend(async (count, append) => {
          if (count === 0) first = await ask(a, child, amended('WBRI'), 'k1');
          return append();
        }),
      );
      const second = await ask(b, child, fact, 'k1');
      expect(told(await ask(b, child, amended('WBRI')))).toBe('recorded 2');
      expect(await chain(child)).toMatchObject({ ok: true, count: 3 });
      if (first === undefined) throw new Error('The second did not append.');
      return { first, second };
    }

    it('are both answered what was stored, and chain what follows to it', async () => {
      const { first, second } = await race('M3', amended('WBRI'));
      expect([told(first), told(second)]).toEqual(['recorded 1', 'repeated 1']);
      if (first.status !== 'recorded' || second.status !== 'repeated') throw new Error('Refused.');
      expect(second.answer).toEqual(first.answer);
    });

    it('are told so where the facts were others', async () => {
      const { first, second } = await race('M4', amended('WIRI'));
      expect([told(first), told(second)]).toEqual(['recorded 1', 'key-reused']);
    });
  });

  it('leave one whole chain, whoever records what and however often it is asked', async () => {
    const turn = fc.record({ process: fc.nat(1), key: fc.constantFrom(undefined, 'k1', 'k2', 'k3') });
    let child = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(turn, { minLength: 1, maxLength: 3 }), { maxLength: 8 }), async (rounds) => {
        const processes = [process(), process()];
        const name = `P${String((child += 1))}`;
        const keysUsed = new Set<string>();
        let fresh = 1;
        expect(told(await process().record({ authority: '855', child: name, facts: [registered], by }))).toBe(
          'recorded 0',
        );
        for (const turns of rounds) {
          const asked = turns.map(({ process: which, key }) => {
            if (key === undefined) fresh += 1;
            else keysUsed.add(key);
            const data = { on: plainDate('2026-01-06'), ethnicity: 'WBRI' } as const;
            const facts: Proposed[] = [{ type: 'ChildDetailsAmended', data }];
            return (processes[which] ?? process()).record({
              authority: '855',
              child: name,
              facts,
              by,
              idempotencyKey: key,
            });
          });
          for (const outcome of await Promise.all(asked)) expect(outcome.status).toMatch(/^(recorded|repeated)$/);
        }
        expect(await chain(name)).toMatchObject({ ok: true, count: fresh + keysUsed.size });
      }),
      { numRuns: 25 },
    );
  });
});

describe('a request that gives up', () => {
  const ask = (over: Store, child: string): Promise<Outcome> =>
    process(over).record({ authority: '855', child, facts: [registered], by, idempotencyKey: 'k' });
  const unsure = (): never => {
    throw new StoreUnavailable('no acknowledgement', { outcome: 'unknown' });
  };
  it('looks once more for its facts: what the last try stored is answered, not denied', async () => {
    const last = 12;
    const over = withAppend(async (count, append) => {
      if (count === last) await append();
      return unsure();
    });
    expect(told(await ask(over, 'G1'))).toBe('repeated 0');
  });

  it('does not say that nothing was written while nobody can tell', async () => {
    await expect(ask(withAppend(unsure), 'G2')).rejects.toThrow(StoreUnavailable);
    expect(told(await ask(store, 'G2'))).toBe('recorded 0');
  });

  it('says where the journey stands where every race was lost', async () => {
    await ask(store, 'G3');
    const lost = withAppend(() => {
      throw new WrongRevision(journeyStream('855', 'G3'), 0, 1);
    });
    const facts = [referred];
    const outcome = await process(lost).record({ authority: '855', child: 'G3', facts, by });
    expect(outcome).toMatchObject({
      status: 'refused',
      refusal: { because: 'revision-moved', revision: 0, standing: 'No case open.' },
    });
  });
});

describe('the queue of a child', () => {
  it('runs what is asked one at a time, in the order asked, whatever fails', async () => {
    const queue = childQueue({ most: 10, patienceMs: 1000 }, () => 0);
    const ran: number[] = [];
    let running = 0;
    const work = (number: number) => async (): Promise<number> => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
      ran.push(number);
      if (number % 3 === 0) throw new Error('as told');
      return number;
    };
    const ended = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((number) => queue.run('A', work(number))));
    expect(ran).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(ended.map(({ status }) => status === 'rejected')).toEqual([false, false, true, false, false, true, false]);
    expect(queue.size()).toBe(0);
  });

  it('lets other children by', async () => {
    const queue = childQueue({ most: 10, patienceMs: 1000 }, () => 0);
    let release = (): void => undefined;
    const held = queue.run('A', () => new Promise<void>((resolve) => (release = resolve)));
    expect(await queue.run('B', async () => 'by')).toBe('by');
    release();
    await held;
  });

  it('turns away what is too many or waits too long, before it has run', async () => {
    let time = 0;
    const queue = childQueue({ most: 2, patienceMs: 1000 }, () => time);
    let release = (): void => undefined;
    const held = queue.run('A', () => new Promise<void>((resolve) => (release = resolve)));
    const waits = queue.run('A', async () => 'ran');
    await expect(queue.run('A', async () => 'ran')).rejects.toThrow('Nothing was written');
    time = 1001;
    release();
    await held;
    await expect(waits).rejects.toThrow('Nothing was written');
    expect(await queue.run('A', async () => 'ran')).toBe('ran');
  });
});
