import { NestFactory } from '@nestjs/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CheckpointMoved,
  EventStoreStrategy,
  openReadModel,
  openReadModelWriter,
  rebuildReadModel,
  type ProjectionState,
  type ReadModelWriter,
  type UnreadFact,
} from '#readmodel';
import { CheckpointBeyondStore, type FollowedBatch, type FollowOptions, type StoredEvent } from '#store';
import {
  dayZero,
  eventually,
  growingStore,
  recorded,
  storedFact,
  storedFacts,
  told,
  withdrawing,
  type GrowingStore,
} from '#testing';
import { englandTimescales, timescales, nationalRules, sameForAll, type Rulebook } from '#timescales';
import { judgeOf } from './law.ts';
import { projection } from './projection.ts';
import { WorkerModule } from './worker.module.ts';

const now = (): number => dayZero;
const facts = recorded([
  told('ReferralReceived', '2018-05-01'),
  told('ReferralDecided', '2018-05-02'),
  told('CaseClosed', '2018-06-01'),
]);
const journey = (): StoredEvent[] => storedFacts([{ authority: '855', child: 'A1', facts }]);
const [other] = recorded([told('ReferralReceived', '2018-05-03')], 'B');
const ofOther = storedFact('855', 'B1', other!, 400);

let folder: string;
let running: Running | undefined;

beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'waymark-projection-'))));
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly writer: ReadModelWriter;
  readonly warnings: string[];
  /** Resolves with the first standing, past or to come, that is as wanted. */
  readonly stands: (wanted: (state: ProjectionState) => boolean) => Promise<ProjectionState>;
  /** Resolves with the facts told as not read under today's law, once there are so many. */
  readonly unread: (least: number) => Promise<readonly UnreadFact[]>;
  readonly stop: () => Promise<void>;
}

/** A worker's projection, fed through Nest as in its process. */
async function start(store: GrowingStore, url: string, rules: Rulebook = nationalRules): Promise<Running> {
  const found: UnreadFact[] = [];
  const waitingForFound = new Set<() => void>();
  const law = {
    name: rules.reading,
    judge: judgeOf(rules),
    tell: (fresh: readonly UnreadFact[]): void => {
      found.push(...fresh);
      for (const hear of waitingForFound) hear();
    },
  };
  const writer = openReadModelWriter({ url, rules, now, law });
  const warnings: string[] = [];
  const told: ProjectionState[] = [];
  const waiting = new Set<(state: ProjectionState) => void>();
  const tells = {
    standing: (state: ProjectionState): void => {
      told.push(state);
      for (const hear of waiting) hear(state);
    },
    warn: (details: object): void => {
      warnings.push(JSON.stringify(details));
    },
  };
  const projecting = projection({ store, writer, rules, now, tells });
  const strategy = new EventStoreStrategy(projecting);
  const app = await NestFactory.createMicroservice(WorkerModule.of(projecting), { strategy, logger: false });
  await app.listen();
  running = {
    writer,
    unread: (least) =>
      new Promise((resolve) => {
        const hear = (): void => {
          if (found.length >= least) resolve(found);
        };
        waitingForFound.add(hear);
        hear();
      }),
    warnings,
    stands: (wanted) =>
      new Promise((resolve) => {
        const hear = (state: ProjectionState): void => {
          if (!wanted(state)) return;
          waiting.delete(hear);
          resolve(state);
        };
        waiting.add(hear);
        for (const state of told) hear(state);
      }),
    stop: async () => {
      await app.close();
      await writer.close();
    },
  };
  return running;
}

const urlOf = (name: string): string => path.join(folder, `${name}.db`);

async function rebuiltDigest(store: GrowingStore, name: string): Promise<string> {
  await rebuildReadModel({ store, url: urlOf(name), now });
  const writer = openReadModelWriter({ url: urlOf(name), rules: nationalRules, now });
  const digest = await writer.digest();
  await writer.close();
  return digest;
}

describe('the projection', () => {
  it('reads everything from zero, then each fact as it comes, and ends with the rows of a rebuild', async () => {
    const [first, second, third] = journey();
    const store = growingStore([first!]);
    const { writer, stands } = await start(store, urlOf('live'));
    await stands(({ facts: count, state }) => count === 1 && state === 'running');
    store.append(second!);
    store.append(third!, ofOther);
    expect(await stands(({ facts: count }) => count === 4)).toMatchObject({
      position: 400,
      state: 'running',
      error: null,
    });
    expect(await writer.digest()).toBe(await rebuiltDigest(store, 'live-rebuilt'));
  });

  it('stops before a fact it cannot read, and goes on from there, past nothing, once it can', async () => {
    const [first, second, third] = journey();
    const unreadable = { ...second!, type: 'NoSuchFact' };
    const events = [first!];
    const store = growingStore(events);
    const { writer, stands } = await start(store, urlOf('unreadable'));
    await stands(({ facts: count }) => count === 1);
    store.append(unreadable, third!, ofOther);
    const stopped = await stands(({ state }) => state === 'stopped');
    expect(stopped).toMatchObject({ facts: 1, position: 100 });
    expect(stopped.error).toMatch(/NoSuchFact at revision 1 of journey-855\.A1 cannot be read/);
    events[1] = second!;
    expect(await stands(({ facts: count }) => count === 4)).toMatchObject({
      state: 'running',
      error: null,
      position: 400,
    });
    expect(await writer.digest()).toBe(await rebuiltDigest(store, 'unreadable-rebuilt'));
  });

  it('takes what stands before an unreadable fact in the same batch', async () => {
    const [first, second, third] = journey();
    const { stands } = await start(growingStore([]), urlOf('same-batch'));
    await stands(({ state }) => state === 'running');
    await running?.stop();
    const store = growingStore([first!, second!, { ...third!, type: 'NoSuchFact' }]);
    const again = await start(store, urlOf('same-batch'));
    expect(await again.stands(({ state }) => state === 'stopped')).toMatchObject({ facts: 2, position: 200 });
  });

  describe('tells of stored facts that today’s law would not accept', () => {
    const known = recorded([told('ChildRegistered', '2018-04-30')], 'U');
    const [, ended] = recorded([told('ChildRegistered', '2018-04-30'), told('PlanEnded', '2018-05-02')], 'U');
    const unlawful = [known[0]!, ended!].map((fact, index) => storedFact('855', 'U1', fact, 500 + index));
    const planEnded = { authority: '855', child: 'U1', fact: 'U-1', type: 'PlanEnded', code: 'no-open-case' };
    const unreadNow = async (name: string): Promise<readonly UnreadFact[]> => {
      const model = openReadModel({ url: urlOf(name) });
      const facts = await model.at((snapshot) => snapshot.unreadFacts('855'));
      await model.close();
      return facts;
    };

    it('as they come, in the list with the rows, until they are withdrawn', async () => {
      const store = growingStore([]);
      const { stands, unread } = await start(store, urlOf('unread-live'));
      await stands(({ state }) => state === 'running');
      store.append(...unlawful);
      await stands(({ facts: count }) => count === 2);
      expect(await unread(1)).toMatchObject([planEnded]);
      expect(await unreadNow('unread-live')).toEqual([{ ...planEnded, since: dayZero }]);
      const [taken] = recorded([withdrawing('U-1')], 'T');
      store.append(storedFact('855', 'U1', { ...taken!, revision: 2 }, 600));
      await stands(({ facts: count }) => count === 3);
      expect(await unreadNow('unread-live')).toEqual([]);
    });

    it('after everything was read from zero, and again of a worker started anew only where they are new', async () => {
      const store = growingStore([...unlawful]);
      const first = await start(store, urlOf('unread-zero'));
      expect(await first.unread(1)).toMatchObject([planEnded]);
      await first.stop();
      const [later] = recorded([told('PlanEnded', '2018-05-02')], 'V');
      store.append(storedFact('855', 'V1', later!, 700));
      const again = await start(store, urlOf('unread-zero'));
      expect((await again.unread(1)).map(({ child }) => child)).toEqual(['V1']);
      expect((await unreadNow('unread-zero')).map(({ child }) => child)).toEqual(['U1', 'V1']);
    });

    it('after a rebuild was swapped in by another process', async () => {
      const store = growingStore([...unlawful]);
      const { unread } = await start(store, urlOf('unread-swapped'));
      await unread(1);
      await rebuildReadModel({ store, url: urlOf('unread-swapped'), now });
      expect(await unread(2)).toMatchObject([planEnded, planEnded]);
    });
  });

  describe('stopped by a fact that no rows can be made of', () => {
    const plan = (data: object): StoredEvent => {
      const [started] = recorded([told('PlanStarted', '2018-05-02', data)], 'D');
      return storedFact('855', 'D1', started!, 350);
    };
    const referral = (data: object): StoredEvent => {
      const [received] = recorded([told('ReferralReceived', '2018-05-02', data)], 'D');
      return storedFact('855', 'D1', received!, 350);
    };
    const missing = storedFact('855', 'D1', { ...other!, revision: 5 }, 350);

    it.each([
      ['no-list', plan({ categories: 5 as never }), /PlanStarted at revision 0 of journey-855\.D1 .*waymark verify/s],
      [
        'no-text',
        referral({ source: {} as never }),
        /ReferralReceived at revision 0 of journey-855\.D1 .*no usable source/s,
      ],
      [
        'gap',
        missing,
        /ReferralReceived at revision 5 of journey-855\.D1 came where revision 0 was due.*waymark rebuild/s,
      ],
    ])('has all that came before it in the rows, and names it: %s', async (name, bad, message) => {
      const store = growingStore([]);
      const { stands, writer } = await start(store, urlOf(name));
      await stands(({ state }) => state === 'running');
      store.append(...journey(), bad, ofOther);
      const stopped = await stands(({ state }) => state === 'stopped');
      expect(stopped).toMatchObject({ facts: 3, position: 300 });
      expect(stopped.error).toMatch(message);
      expect(await writer.digest()).toBe(await rebuiltDigest(growingStore(journey()), `${name}-rebuilt`));
    });

    it('has it too where everything is read from zero', async () => {
      const bad = referral({ source: undefined as never });
      const { stands, writer } = await start(growingStore([...journey(), bad, ofOther]), urlOf('from-zero'));
      const stopped = await stands(({ state }) => state === 'stopped');
      expect(stopped).toMatchObject({ facts: 3, position: 300 });
      expect(stopped.error).toMatch(/ReferralReceived at revision 0 of journey-855\.D1 .*no usable source/s);
      expect(await writer.digest()).toBe(await rebuiltDigest(growingStore(journey()), 'from-zero-rebuilt'));
    });
  });

  it('refuses a store other than the one its rows are of', async () => {
    const first = await start(growingStore(journey()), urlOf('other-store'));
    await first.stands(({ facts: count }) => count === 3);
    await first.stop();
    const { stands, writer } = await start(growingStore([ofOther], 'store-2'), urlOf('other-store'));
    const stopped = await stands(({ state }) => state === 'stopped');
    expect(stopped).toMatchObject({ store: 'store-1', facts: 3 });
    expect(stopped.error).toMatch(/made from the store store-1.*store-2.*npx waymark rebuild/s);
    expect(writer.state().facts).toBe(3);
  });

  it('never goes on over a store restored from an older copy, also once that has grown past the checkpoint', async () => {
    const first = await start(growingStore([...journey(), ofOther]), urlOf('restored'));
    await first.stands(({ facts: count }) => count === 4);
    await first.stop();
    const older = growingStore(journey());
    const refusing: GrowingStore = {
      ...older,
      // As the store library does where a checkpoint lies beyond the last event.
      async *follow(options) {
        if ((options.after ?? 0) > 300) throw new CheckpointBeyondStore(options.after ?? 0, 300);
        yield* older.follow(options);
      },
    };
    const second = await start(refusing, urlOf('restored'));
    expect((await second.stands(({ state }) => state === 'stopped')).error).toMatch(/restored from an older backup/);
    await second.stop();
    const [another] = recorded([told('ReferralReceived', '2018-05-05')], 'E');
    const grown = growingStore([...journey(), storedFact('855', 'E1', another!, 900)]);
    const { stands, writer } = await start(grown, urlOf('restored'));
    const stopped = await stands(({ state, error }) => state === 'stopped' && /as it was before/.test(error ?? ''));
    expect(stopped).toMatchObject({ facts: 4, position: 400 });
    expect(stopped.error).toMatch(/npx waymark rebuild/);
    await rebuildReadModel({ store: grown, url: urlOf('restored'), now });
    expect(await stands(({ state, position }) => state === 'running' && position === 900)).toMatchObject({ facts: 4 });
    expect(await writer.digest()).toBe(await rebuiltDigest(grown, 'restored-rebuilt'));
  });

  it.each([
    { grown: 'the last fact in the rows is gone', since: [900], checkpoint: 400 },
    { grown: 'its place was taken by another', since: [400, 900], checkpoint: 400 },
    { grown: 'facts came before the checkpoint, which looks had moved on', since: [450, 900], checkpoint: 800 },
  ])(
    'never goes on over a store that was put back and grew past the checkpoint before anybody looked: $grown',
    async ({ since, checkpoint }) => {
      const url = urlOf(`grown-${String(since[0])}`);
      const before = checkpoint === 400 ? [...journey(), ofOther] : journey();
      const first = await start(growingStore(before), url);
      await first.stands(({ state, facts: count }) => state === 'running' && count === before.length);
      await first.writer.apply([], checkpoint);
      await first.stop();
      const [another, last] = recorded(
        [told('ReferralReceived', '2018-05-05'), told('ReferralDecided', '2018-05-06')],
        'E',
      );
      const grown = since.map((position, index) => storedFact('855', 'E1', (index === 0 ? another : last)!, position));
      const restored = growingStore([...journey(), ...grown]);
      const { stands, writer } = await start(restored, url);
      const stopped = await stands(({ state }) => state === 'stopped');
      expect(stopped.error).toMatch(/restored from an older backup/);
      expect(stopped.facts).toBe(before.length);
      await rebuildReadModel({ store: restored, url, now });
      await stands(({ state, position }) => state === 'running' && position === 900);
      expect(await writer.digest()).toBe(await rebuiltDigest(restored, `grown-rebuilt-${String(since[0])}`));
    },
  );

  it('makes the rows anew when they were read by other rules', async () => {
    const store = growingStore(journey());
    const old = sameForAll(timescales(englandTimescales.calendar, englandTimescales.packs.slice(0, 1)));
    const first = await start(store, urlOf('other-rules'), old);
    await first.stands(({ facts: count }) => count === 3);
    const before = first.writer.state().reading;
    await first.stop();
    const { stands, writer } = await start(store, urlOf('other-rules'));
    const anew = await stands(({ state, reading }) => state === 'running' && reading !== before);
    expect(anew.facts).toBe(3);
    expect(await writer.digest()).toBe(await rebuiltDigest(store, 'other-rules-rebuilt'));
  });

  it('follows on from a rebuild that was swapped in under it', async () => {
    const store = growingStore(journey());
    const { stands, writer } = await start(store, urlOf('swapped'));
    await stands(({ facts: count }) => count === 3);
    const longer = growingStore([...journey(), ofOther]);
    await rebuildReadModel({ store: longer, url: urlOf('swapped'), now });
    const [later] = recorded([told('ReferralReceived', '2018-05-04')], 'C');
    store.append(ofOther, storedFact('855', 'C1', later!, 500));
    expect(await stands(({ facts: count }) => count === 5)).toMatchObject({ position: 500, state: 'running' });
    expect(await writer.digest()).toBe(await rebuiltDigest(store, 'swapped-rebuilt'));
  });

  it('says that it lives while the store is away, which follows nothing', async () => {
    const url = urlOf('away');
    const store = {
      ...growingStore(journey()),
      /** All there is, and then the line is lost. */
      async *follow({ after }: FollowOptions): AsyncGenerator<FollowedBatch, void, undefined> {
        yield { events: journey().filter(({ position }) => position > (after ?? -1)), position: 300, live: true };
        yield { events: [], position: 300, live: false };
        await away;
      },
    };
    let back = (): void => undefined;
    const away = new Promise<void>((resolve) => (back = resolve));
    let time = dayZero;
    const writer = openReadModelWriter({ url, rules: nationalRules, now: () => (time += 1) });
    const tells = { standing: () => undefined, warn: () => undefined };
    const projecting = projection({ store, writer, rules: nationalRules, now, tells, aliveEveryMs: 1 });
    const leaving = new AbortController();
    const following = (async () => {
      for await (const batch of projecting.follow(leaving.signal)) await projecting.project(batch);
    })();
    const model = openReadModel({ url });
    const updated = () => model.at(({ projection: { updated: at } }) => Promise.resolve(at)).catch(() => 0);
    const whileAway = await eventually(updated, (at) => at > 0);
    await eventually(updated, (at) => at > whileAway + 5);
    leaving.abort();
    back();
    await following;
    await model.close();
    await writer.close();
  });

  it('goes on trying where another writer was here and the database has gone away since', async () => {
    // Nothing listens at port 1.
    const writer = openReadModelWriter({ url: 'postgres://waymark@127.0.0.1:1/rows', rules: nationalRules, now });
    const tells = { standing: () => undefined, warn: () => undefined };
    const projecting = projection({ store: growingStore([]), writer, rules: nationalRules, now, tells });
    const { signal } = new AbortController();
    await expect(projecting.failed(new CheckpointMoved(100, 200), signal)).resolves.toBeUndefined();
    await writer.close();
  });
});
