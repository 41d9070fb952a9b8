import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { SQL } from '@event-driven-io/dumbo';
import { CommandHandler } from '@event-driven-io/emmett';
import {
  getPostgreSQLEventStore,
  postgreSQLRawBatchSQLProjection,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql';

/**
 * The journey as a team would post it with emmett, or to plain tables: reads the stream, judges by a few rules of order,
 * appends; then makes the referrals anew from all events and counts re-referrals. One process, as Waymark's recorder is.
 * emmett-law is emmett judging by Waymark's own law instead of the three rules, so that what judging costs is seen apart.
 * Arguments: emmett, emmett-law or plain, the database, a file of posts (one in JSON a line), posts in flight, the
 * process of the server, and how many posts are made before any is measured. Prints figures in JSON.
 */
const [how, connectionString, file, lanes, server, warm] = process.argv.slice(2);
/** So many messages emmett's consumer asks for at a time. */
const pulledAtOnce = 1000;
const pool = new pg.Pool({ connectionString, max: Number(lanes) });
const posts = [];
for await (const line of createInterface({ input: createReadStream(file) })) posts.push(JSON.parse(line));
const rules = how === 'emmett-law' ? await wholeLaw() : { initialState, evolve, judged };
const side = how === 'plain' ? await withTables() : await withEmmett();
await inLanes(posts.slice(0, Number(warm)), Number(lanes), side.post);
const posted = await timed(() => inLanes(posts.slice(Number(warm)), Number(lanes), side.post));
const rebuilt = await timed(side.rebuild);
const { rows } = await pool.query(`
  SELECT count(*)::int AS referrals, count(*) FILTER (WHERE previous >= happened - interval '12 months')::int AS again
  FROM referrals WHERE happened >= '2024-04-01' AND happened < '2025-04-01'`);
// What the store holds, whether or not the rows have it.
const { rows: held } = await pool.query(`
  SELECT count(*)::int AS held FROM ${side.table} AS e (type, data)
  WHERE type = 'ReferralReceived' AND data->>'on' >= '2024-04-01' AND data->>'on' < '2025-04-01'`);
const leftOut = how === 'plain' ? undefined : await leftOutByCheckpoint();
await side.close();
await pool.end();
process.stdout.write(
  JSON.stringify({
    ...posted,
    rebuildSeconds: rebuilt.seconds,
    rebuildWork: rebuilt.work,
    ...rows[0],
    ...held[0],
    leftOut,
  }),
);

async function withEmmett() {
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  await store.schema.migrate();
  const handle = CommandHandler({ initialState: rules.initialState, evolve: rules.evolve });
  const projection = postgreSQLRawBatchSQLProjection({
    name: 'referrals',
    canHandle: ['ReferralReceived'],
    init: () => SQL`CREATE TABLE IF NOT EXISTS referrals (child text, happened date, previous date)`,
    evolve: (events) =>
      events.map(
        ({ data }) => SQL`INSERT INTO referrals SELECT ${data.child}, ${data.on}::date,
          (SELECT max(happened) FROM referrals WHERE child = ${data.child} AND happened < ${data.on}::date)`,
      ),
  });
  return {
    table: '(SELECT message_type, message_data FROM emt_messages)',
    post: ({ stream, facts }) => handle(store, stream, (state) => rules.judged(state, facts)),
    async rebuild() {
      await pool.query('CREATE TABLE IF NOT EXISTS referrals (child text, happened date, previous date)');
      await pool.query('CREATE INDEX ON referrals (child, happened)');
      const consumer = rebuildPostgreSQLProjections({
        connectionString,
        projections: [projection],
        // Without a frequency it would sleep 50 ms after every batch.
        pulling: { batchSize: pulledAtOnce, pullingFrequencyInMs: 0 },
      });
      await consumer.start();
      await consumer.close();
    },
    close: () => store.close(),
  };
}

/**
 * Referrals that emmett's rebuild passes over, its own steps gone through again (0.42). Its query orders by (transaction,
 * position), but its processor takes any message for handled whose position is not above that of the last it handled. Of two
 * writers at once the later transaction may have the earlier position: then the later of the two is left out.
 */
async function leftOutByCheckpoint() {
  const { rows: all } = await pool.query(`SELECT global_position::bigint::text AS position, message_type AS type,
    message_data->>'on' AS happened FROM emt_messages WHERE is_archived = FALSE ORDER BY transaction_id, global_position`);
  let last = -1n;
  let leftOut = 0;
  for (const { position, type, happened } of all) {
    if (type !== 'ReferralReceived') continue;
    if (BigInt(position) > last) last = BigInt(position);
    else if (happened >= '2024-04-01' && happened < '2025-04-01') leftOut += 1;
  }
  return leftOut;
}

/** Waymark's law as built in this project: all facts of the child, judged as recording judges them. */
async function wholeLaw() {
  const { journeyLaw } = await import('../../../dist/libs/journey/index.js');
  const { englandTimescales } = await import('../../../dist/libs/timescales/index.js');
  const law = journeyLaw(englandTimescales);
  const by = { recordedAt: 0, recordedBy: 'bench' };
  const factOf = ({ type, data: { child, id, ...data } }) => ({ type, id, data });
  return {
    initialState: () => [],
    evolve: (past, event) => [...past, { ...factOf(event), revision: past.length, ...by }],
    judged(past, facts) {
      const decision = law.decide(past, facts.map(factOf), by);
      if (!decision.ok) throw new Error(`The law refused ${facts[0].type}: ${JSON.stringify(decision.refusal)}`);
      return facts;
    },
  };
}

async function withTables() {
  await pool.query(`CREATE TABLE events (position bigserial UNIQUE, stream text, revision int, type text, data jsonb,
    recorded timestamptz DEFAULT now(), PRIMARY KEY (stream, revision))`);
  const read = { name: 'read', text: 'SELECT type, data FROM events WHERE stream = $1 ORDER BY revision' };
  const write = {
    name: 'write',
    text: `INSERT INTO events (stream, revision, type, data)
      SELECT $1, r, t, d FROM unnest($2::int[], $3::text[], $4::jsonb[]) AS e (r, t, d)`,
  };
  return {
    table: '(SELECT type, data FROM events)',
    async post({ stream, facts }) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const { rows: past } = await client.query({ ...read, values: [stream] });
        const events = judged(past.reduce(evolve, initialState()), facts);
        const revisions = events.map((_, index) => past.length + index);
        const values = [
          stream,
          revisions,
          events.map(({ type }) => type),
          events.map(({ data }) => JSON.stringify(data)),
        ];
        await client.query({ ...write, values });
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    },
    rebuild: () =>
      pool.query(`CREATE TABLE referrals AS SELECT stream AS child, (data->>'on')::date AS happened,
        lag((data->>'on')::date) OVER (PARTITION BY stream ORDER BY data->>'on', revision) AS previous
        FROM events WHERE type = 'ReferralReceived'`),
    close: async () => undefined,
  };
}

function initialState() {
  return { facts: 0, registered: false, open: false, plan: false };
}

function evolve(state, { type, data }) {
  const facts = state.facts + 1;
  if (type === 'ChildRegistered') return { ...state, facts, registered: true };
  if (type === 'ReferralReceived') return { ...state, facts, open: true };
  if (type === 'CaseClosed') return { ...state, facts, open: false };
  if (type === 'ReferralDecided' && data.decision === 'no-further-action') return { ...state, facts, open: false };
  if (type === 'PlanStarted') return { ...state, facts, plan: true };
  if (type === 'PlanEnded') return { ...state, facts, plan: false };
  return { ...state, facts };
}

/** A few rules of order, far fewer than the law's. */
function judged(before, facts) {
  let state = before;
  for (const fact of facts) {
    if (!state.registered && fact.type !== 'ChildRegistered') throw new Error('child-not-registered');
    if (state.open && fact.type === 'ReferralReceived') throw new Error('case-already-open');
    if (!state.plan && ['ReviewConferenceHeld', 'PlanEnded'].includes(fact.type)) throw new Error('no-plan-open');
    state = evolve(state, fact);
  }
  return facts;
}

/** Each child's posts one after another, those of many side by side. */
async function inLanes(all, count, work) {
  const doing = new Map();
  const waiting = all.values();
  const took = [];
  const lane = async () => {
    for (const post of waiting) {
      const before = doing.get(post.stream) ?? Promise.resolve();
      const mine = before.then(async () => {
        const began = performance.now();
        await work(post);
        took.push(performance.now() - began);
      });
      doing.set(post.stream, mine);
      await mine;
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
  return took.sort((a, b) => a - b);
}

async function timed(doing) {
  const began = performance.now();
  const before = processor();
  const took = await doing();
  const seconds = (performance.now() - began) / 1000;
  const work = processor() - before;
  if (!Array.isArray(took)) return { seconds, work };
  return {
    postSeconds: seconds,
    postWork: work,
    p50Ms: took[took.length >> 1],
    p99Ms: took[Math.floor(took.length * 0.99)],
  };
}

/** Seconds of processor that this process and the server with all its own have taken. */
function processor() {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const text = statOf(pid);
    if (text === undefined) continue;
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // After the name: parent 1, utime 11, stime 12; of those that ended and were waited for, 13 and 14.
    if (pid === server) ticks += fields[11] + fields[12] + fields[13] + fields[14];
    else if (fields[1] === Number(server)) ticks += fields[11] + fields[12];
  }
  return (user + system) / 1_000_000 + ticks / 100;
}

function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
