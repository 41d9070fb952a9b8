import {
  inEachDatabase,
  noPostgres,
  recorded,
  startPostgres,
  storedFacts,
  storeOf,
  told,
  type PostgresServer,
} from '#testing';
import { decoded, anyFacts, dayZero, type OfChild } from '#testing';
import fc from 'fast-check';
import { nationalRules } from '#timescales';
import { isBeingRebuilt } from './build-target.ts';
import { NoReadModel, ReadModelAway } from './errors.ts';
import { openReadModel } from './read-model.ts';
import { rebuildReadModel } from './rebuild.ts';
import { openReadModelWriter, type ReadModelWriter } from './writer.ts';

const now = (): number => dayZero;
const facts = recorded([told('ReferralReceived', '2018-05-01'), told('CaseClosed', '2018-05-04')]);
const events = storedFacts([{ authority: '855', child: 'A1', facts }]);
const missing = noPostgres();
const where = missing === undefined ? describe : describe.skip;

where(`rows in PostgreSQL${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: PostgresServer;
  beforeAll(async () => (server = await startPostgres()), 120_000);
  afterAll(() => server.stop());

  const writerOf = async (url: string): Promise<ReadModelWriter> => {
    const writer = openReadModelWriter({ url, rules: nationalRules, now });
    await writer.adopt('store-1');
    return writer;
  };
  const schemaOf = (url: string): string => new URL(url).searchParams.get('schema') ?? '';
  const rowSchemas = async (url: string): Promise<number> =>
    (await server.sql(`SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '${schemaOf(url)}_rows_')`)).length;

  describe('for analysts', () => {
    it('are views with dates, booleans and instants: every version, and those now known', async () => {
      const url = server.fresh();
      const writer = await writerOf(url);
      await writer.apply(decoded(events), 200);
      await writer.close();
      const schema = schemaOf(url);
      const columns = 'child, received_on::text, closed_on::text, brought_forward, known_from, known_to, facts';
      const closed = { child: 'A1', received_on: '2018-05-01', closed_on: '2018-05-04', brought_forward: false };
      const day = 86_400_000;
      expect(await server.sql(`SELECT ${columns} FROM ${schema}.referrals ORDER BY known_from`)).toMatchObject([
        { ...closed, closed_on: null, known_from: new Date(dayZero), known_to: new Date(dayZero + day) },
        { ...closed, known_from: new Date(dayZero + day), known_to: null, facts: ['c-0', 'c-1'] },
      ]);
      expect(await server.sql(`SELECT ${columns} FROM ${schema}.referrals_now`)).toMatchObject([closed]);
    });

    it('may be read by a role that can write nothing, before and after a rebuild', async () => {
      const url = server.fresh();
      await (await writerOf(url)).close();
      const schema = schemaOf(url);
      await server.sql(`CREATE ROLE reader_of_${schema} LOGIN PASSWORD 'reads';
        GRANT USAGE ON SCHEMA ${schema} TO reader_of_${schema};
        GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO reader_of_${schema}`);
      await rebuildReadModel({ store: storeOf(events), url, now });
      const reading = server.as(url, `reader_of_${schema}`, 'reads');
      const model = openReadModel({ url: reading });
      expect((await model.at(async ({ projection }) => projection)).facts).toBe(2);
      await model.close();
      const writer = openReadModelWriter({ url: reading, rules: nationalRules, now });
      await expect(writer.catchUp()).rejects.toThrow(/lacks a right .*permission denied/);
      await writer.close();
    });
  });

  describe('of a server that cannot be used', () => {
    it.each([
      ['a wrong password', (url: string) => server.as(url, 'waymark', 'guessed'), /refuses the user "waymark"/],
      ['no such user', (url: string) => server.as(url, 'nobody', 'guessed'), /refuses the user "nobody"/],
      ['no such database', (url: string) => url.replace('/postgres?', '/nowhere?'), /no such database at .*nowhere/],
      ['no server', (url: string) => url.replace(/host=[^&]*/, 'host=%2Fnowhere'), /does not answer/],
    ])('say what is amiss and never the password: %s', async (_, change, says) => {
      const url = change(server.fresh());
      const writer = openReadModelWriter({ url, rules: nationalRules, now });
      const model = openReadModel({ url });
      const failures = await Promise.allSettled([writer.catchUp(), model.at(async () => 1), isBeingRebuilt(url)]);
      for (const failure of failures) {
        const reason: unknown = failure.status === 'rejected' ? failure.reason : undefined;
        expect(reason).toBeInstanceOf(ReadModelAway);
        expect(String(reason)).toMatch(says);
        expect(JSON.stringify(reason) + String(reason)).not.toMatch(/guessed|a-secret-of-tests/);
      }
      await model.close();
      await writer.close();
    });

    it('are gone on with when it is back, nothing lost and nothing twice', async () => {
      const url = server.fresh();
      const writer = await writerOf(url);
      const model = openReadModel({ url });
      await writer.apply(decoded(events.slice(0, 1)), 100);
      expect((await model.at(async ({ projection }) => projection)).facts).toBe(1);
      await server.kill();
      await expect(writer.apply(decoded(events.slice(1)), 200)).rejects.toThrow(ReadModelAway);
      await expect(model.at(async ({ projection }) => projection)).rejects.toThrow(ReadModelAway);
      await server.start();
      await writer.catchUp();
      await writer.apply(decoded(events.slice(1)), 200);
      expect(writer.state()).toMatchObject({ facts: 2, position: 200 });
      expect((await model.at(async ({ projection }) => projection)).facts).toBe(2);
      await model.close();
      await writer.close();
    }, 90_000);
  });

  describe('being made anew', () => {
    it('leave one schema of rows and those who were reading with theirs', async () => {
      const url = server.fresh();
      const writer = await writerOf(url);
      await writer.apply(decoded(events.slice(0, 1)), 100);
      await writer.close();
      const model = openReadModel({ url });
      let swapped: Promise<unknown> | undefined;
      const seen = await model.at(async (snapshot) => {
        let isReady: () => void = () => undefined;
        const ready = new Promise<void>((resolve) => (isReady = resolve));
        const onProgress = ({ stage }: { readonly stage: string }): void => {
          if (stage === 'swapping') isReady();
        };
        swapped = rebuildReadModel({ store: storeOf(events), url, now, onProgress });
        await ready;
        const facts = await snapshot.instantOf(1_000);
        return [snapshot.projection.facts, facts];
      });
      expect(seen).toEqual([1, dayZero]);
      await swapped;
      expect((await model.at(async ({ projection }) => projection)).facts).toBe(2);
      await model.close();
      expect(await rowSchemas(url)).toBe(1);
    });

    it('leave nothing behind where they are called off, or where their process was killed', async () => {
      const url = server.fresh();
      await (await writerOf(url)).close();
      const off = new AbortController();
      const called = rebuildReadModel({
        store: storeOf(events),
        url,
        now,
        signal: off.signal,
        onProgress: ({ stage }) => {
          if (stage === 'folding') off.abort(new Error('called off'));
        },
      });
      await expect(called).rejects.toThrow('called off');
      expect(await rowSchemas(url)).toBe(1);
      await server.sql(
        `CREATE SCHEMA ${schemaOf(url)}_rows_leftover; CREATE TABLE ${schemaOf(url)}_rows_leftover.facts ()`,
      );
      expect(await isBeingRebuilt(url)).toBe(false);
      await rebuildReadModel({ store: storeOf(events), url, now });
      expect(await rowSchemas(url)).toBe(1);
    });

    it('are known to be by others for as long as they are', async () => {
      const url = server.fresh();
      await (await writerOf(url)).close();
      let asked: Promise<boolean> | undefined;
      const store = {
        ...storeOf(events),
        end: async () => {
          asked = isBeingRebuilt(url);
          await asked;
          return 200;
        },
      };
      await rebuildReadModel({ store, url, now });
      expect(await asked).toBe(true);
      expect(await isBeingRebuilt(url)).toBe(false);
    });
  });

  it('are nothing before they were made, also for those who may only read', async () => {
    const model = openReadModel({ url: server.fresh() });
    await expect(model.at(async () => 1)).rejects.toThrow(NoReadModel);
    await model.close();
  });
});

/** What either database says of the same facts. */
const digests = new Map<string, string[]>();
const children = fc.sample(
  fc.array(anyFacts('x', 24, 3), { minLength: 6, maxLength: 6 }).map((all): OfChild[] =>
    // Names that a language’s order of letters would sort otherwise than their bytes.
    all.map((history, index) => ({
      authority: '855',
      child: ['a', 'B', 'é', 'Z1', 'z', '10'][index] ?? '',
      facts: history,
    })),
  ),
  { numRuns: 3, seed: 5 },
);

inEachDatabase('the digest of the same facts', ({ fresh, kind }) => {
  it('is that of the other database, made live or anew', async () => {
    const made: string[] = [];
    for (const all of children) {
      const [live, anew] = [fresh(), fresh()];
      const stored = storedFacts(all);
      const writer = openReadModelWriter({ url: live, rules: nationalRules, now });
      await writer.adopt('store-1');
      await writer.apply(decoded(stored), stored.at(-1)?.position ?? 0);
      await rebuildReadModel({ store: storeOf(stored), url: anew, now });
      const other = openReadModelWriter({ url: anew, rules: nationalRules, now });
      made.push(await writer.digest(), await other.digest());
      await writer.close();
      await other.close();
    }
    digests.set(kind, made);
    expect(new Set(made).size).toBe(children.length);
    for (const found of digests.values()) expect(found).toEqual(made);
  });
});
