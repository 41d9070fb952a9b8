import { developmentIssuer, roles as allRoles, type Issue, type Role } from '#http';
import { chanceOf, isLong, replay, seeds } from './chance.ts';
import { wrongWith, type Answered } from './fuzz/judge.ts';
import { operationsOf, requestOf, type Document, type Made } from './fuzz/requests.ts';
import { now, startServices, type Services } from './fuzz/services.ts';

const suite = 'fuzz';
const many = Number(process.env['FUZZ_REQUESTS'] ?? (isLong ? 100_000 : 2_000));
/** So many are asked of one store, and the next of a fresh one: C1 and C2 are not to grow beyond any child's journey. */
const ofOneStore = 10_000;
const atOnce = 8;

let services: Services;
let issue: Issue;
let document: Document;

async function begin(): Promise<void> {
  services = await startServices();
  issue = developmentIssuer(services.folder);
  document = (await (await fetch(`${services.url}/openapi.json`)).json()) as Document;
  for (const child of ['C1', 'C2']) {
    const facts = [
      { type: 'ChildRegistered', data: { on: '2026-01-05', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' } },
      { type: 'ReferralReceived', data: { on: '2026-01-05', source: '2A', primaryNeed: 'N1' } },
    ];
    const answer = await fetch(`${services.url}/authorities/855/children/${child}/facts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ facts }),
    });
    expect(answer.status).toBe(201);
  }
}

/** Each request is of a person of its own: what is written tells by whom, and so by which request. */
const userOf = (seed: number, { number }: Made): string => `fuzz-${String(seed)}-${String(number)}`;

async function tokenOf(seed: number, made: Made): Promise<string | undefined> {
  const known = made.roles.flatMap((role): readonly Role[] => allRoles.filter((each) => each === role));
  const authority = made.who === 'of-another-authority' ? '857' : '855';
  const issuedAt = made.who === 'expired' ? now - 9 * 60 * 60 * 1000 : now;
  if (made.who === 'nobody') return undefined;
  const given = { user: userOf(seed, made), roles: known, authority, worker: 'W1', team: 'Duty' };
  const token = await issue({ ...given, now: issuedAt });
  if (made.who === 'nonsense')
    return chanceOf(made.number).oneOf(['Bearer', 'Basic dTpw', 'Bearer x', 'Bearer a.b.c', token]);
  return `Bearer ${made.who === 'forged' ? `${token.slice(0, -8)}AAAAAAAA` : token}`;
}

async function ask(seed: number, made: Made): Promise<Answered> {
  const authorization = await tokenOf(seed, made);
  // Without a token this machine's owner is taken for the caller: through a proxy nobody is.
  const headers = {
    ...made.headers,
    ...(authorization === undefined ? { 'x-forwarded-for': '10.0.0.1' } : { authorization }),
  };
  const controller = new AbortController();
  const { method, body } = made;
  const answer = await fetch(services.url + made.path, {
    method,
    headers,
    redirect: 'manual',
    signal: controller.signal,
    ...(body === undefined ? {} : { body }),
  });
  const type = answer.headers.get('content-type') ?? '';
  const isStream = type.startsWith('text/event-stream');
  const text = isStream ? '' : await answer.text();
  if (isStream) controller.abort();
  return { status: answer.status, type, retryAfter: answer.headers.get('retry-after'), text };
}

/** Asks every request from one number up to another, some at once; what was wrong, and who was answered well. */
async function askAll(
  seed: number,
  { from, to }: { readonly from: number; readonly to: number },
  statuses: Map<number, number>,
  pace: ReturnType<typeof paceOf>,
): Promise<{ readonly wrong: readonly string[]; readonly done: ReadonlyMap<string, Made> }> {
  const wrong: string[] = [];
  const done = new Map<string, Made>();
  let next = from;
  const asking = async (): Promise<void> => {
    while (next < to && wrong.length < 10) {
      const made = requestOf(document, seed, next);
      next += 1;
      const began = performance.now();
      const answer = await ask(seed, made);
      pace(made.operation, performance.now() - began);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status < 400) done.set(userOf(seed, made), made);
      for (const each of wrongWith(made, answer)) {
        const { headers, body = '' } = made;
        wrong.push(
          `${each}\n  ${made.method} ${made.path.slice(0, 300)}\n  ${JSON.stringify({ headers, who: made.who, roles: made.roles }).slice(0, 600)}\n  ${body.slice(0, 600)}\n  ${answer.text.slice(0, 300)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asking));
  return { wrong, done };
}

/** Says now and then of a long run how far it is and what takes the longest: what grows with the store shows. */
function paceOf(seed: number): (operation: string, ms: number) => void {
  const every = 5_000;
  let made = 0;
  let began = performance.now();
  const took = new Map<string, { times: number; ms: number }>();
  return (operation, ms) => {
    const sum = took.get(operation) ?? { times: 0, ms: 0 };
    took.set(operation, { times: sum.times + 1, ms: sum.ms + ms });
    made += 1;
    if (!isLong || made % every !== 0) return;
    const slowest = [...took]
      .map(([name, { times, ms: all }]) => ({ name, mean: all / times }))
      .sort((one, other) => other.mean - one.mean)
      .slice(0, 8)
      .map(({ name, mean }) => `${name} ${mean.toFixed(0)} ms`);
    const perSecond = (every / (performance.now() - began)) * 1_000;
    process.stderr.write(
      `Seed ${String(seed)}: ${String(made)} requests, ${perSecond.toFixed(0)} a second; longest ${slowest.join(', ')}\n`,
    );
    began = performance.now();
    took.clear();
  };
}

/** What was written by somebody whose request was refused, or only asked to be judged. Looks are recorded of anyone. */
async function writtenByRefused(seed: number, done: ReadonlyMap<string, Made>): Promise<readonly string[]> {
  const wrong: string[] = [];
  const reading = new AbortController();
  const everyStream = 'abcdefghijklmnopqrstuvwxyz'.split('');
  for await (const batch of services.store.follow({ prefixes: everyStream, after: null, signal: reading.signal })) {
    for (const event of batch.events) {
      const { recordedBy } = event.metadata as { readonly recordedBy?: string };
      if (recordedBy?.startsWith(`fuzz-${String(seed)}-`) !== true || event.type === 'RecordAccessed') continue;
      const made = done.get(recordedBy);
      if (made === undefined) wrong.push(`${event.type} was written by ${recordedBy}, who was refused.`);
      else if (made.isPreview || made.method === 'GET') {
        wrong.push(`${event.type} was written by ${recordedBy}, who only asked.`);
      }
    }
    if (batch.live) reading.abort();
  }
  return wrong;
}

describe('every endpoint of the OpenAPI document, asked rightly and wrongly by people known and unknown', () => {
  it.each(seeds([20_261_129], { long: 0 }))(
    'refuses what is wrong as a problem that tells nothing of the inside, fails at nothing, and writes nothing it refused: seed %i',
    async (seed) => {
      const statuses = new Map<number, number>();
      const pace = paceOf(seed);
      for (let from = 0; from < many; from += ofOneStore) {
        await begin();
        try {
          const { wrong, done } = await askAll(seed, { from, to: Math.min(many, from + ofOneStore) }, statuses, pace);
          const written = await writtenByRefused(seed, done);
          if (wrong.length + written.length > 0)
            throw new Error([replay(seed, suite), ...wrong, ...written].join('\n'));
          expect(operationsOf(document).length).toBeGreaterThan(60);
        } finally {
          await services.close();
        }
      }
      // It reached what it was to reach: facts were recorded, records read, and each way of refusing met.
      expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 409, 415]));
      expect(statuses.get(201)).toBeGreaterThan(many / 100);
    },
    3_600_000,
  );
});
