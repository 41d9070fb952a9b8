import { randomUUID } from 'node:crypto';
import type { Proposed } from '#events';
import type { MoveAnswer, SeveralAnswer } from '#http';
import { ServiceProblem, ServicesAway } from '../services/service-problem.ts';
import { at, type Sent, type Services } from '../services/services.ts';
import type { Answered, Journey } from './answers.ts';
import type { Pointed } from './faults.ts';
import { isRestricted } from './restricted.ts';
import { refusedBy, type ProblemRead, type Refused } from './refused.ts';

/** Something to be recorded, as it was typed: what is posted for it, and where a refusal of it points. */
export interface Deed {
  readonly authority: string;
  /** The children whose journeys it changes, with the revision each was at when the page was opened. */
  readonly seen: ReadonlyMap<string, number | undefined>;
  readonly post: (services: Services, asking: HowPosted) => Promise<Sent<readonly Answered[]>>;
  readonly pointed: (pointer: string) => Pointed | undefined;
}

export interface HowPosted {
  readonly preview: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a deed came to: the form again, the page to check it on, or that it is done. */
export type Came =
  | { readonly came: 'form'; readonly refused: Refused }
  | { readonly came: 'check'; readonly answers: readonly Answered[]; readonly key: string }
  | { readonly came: 'moved' }
  | { readonly came: 'done'; readonly answers: readonly Answered[] };

/** Judges a deed, and writes nothing: what it would do is shown before it is done. The key is drawn for what was judged. */
export async function judged(services: Services, deed: Deed): Promise<Came> {
  return attempted(services, deed, {}, true);
}

/** Does a deed. Asked twice with one key it is done once. */
export async function done(services: Services, deed: Deed, key: string): Promise<Came> {
  return attempted(services, deed, { 'idempotency-key': key }, false);
}

async function attempted(
  services: Services,
  deed: Deed,
  headers: Readonly<Record<string, string>>,
  preview: boolean,
): Promise<Came> {
  try {
    const sent = await deed.post(services, { preview, headers });
    if (sent.ok) {
      return preview ? { came: 'check', answers: sent.body, key: randomUUID() } : { came: 'done', answers: sent.body };
    }
    const refused = refusedBy(sent.problem, deed.pointed);
    return refused.isMoved ? { came: 'moved' } : { came: 'form', refused };
  } catch (error) {
    // A preview would tell of a record that is kept to others. What protects the child is recorded without one.
    if (preview && isRestricted(error)) return { came: 'check', answers: [], key: randomUUID() };
    const problem = problemIn(error);
    if (problem === undefined) throw error;
    return { came: 'form', refused: refusedBy(problem, deed.pointed) };
  }
}

/** What was typed is shown again for whatever may pass or can be put right; of anything else the page tells what failed. */
function problemIn(error: unknown): ProblemRead | undefined {
  if (error instanceof ServicesAway) return { status: 503, code: 'store-away', detail: '' };
  if (error instanceof ServiceProblem && error.document.status !== 401) return error.document;
  return undefined;
}

/** Facts of one child: the services themselves hold them against the revision that was seen. */
export function postedForOne(
  authority: string,
  child: string,
  facts: readonly Proposed[],
  seen: number | undefined,
): Deed['post'] {
  return async (services, { preview, headers }) => {
    const ifMatch = seen === undefined ? {} : { 'if-match': `"${String(seen)}"` };
    const sent = await services.post<Answered>(
      at`/authorities/${authority}/children/${child}/facts`,
      { facts },
      { query: queryOf(preview), headers: { ...headers, ...ifMatch } },
    );
    return sent.ok ? { ok: true, body: [sent.body] } : sent;
  };
}

/** Facts of several children. The services take no revision of several, so that they are compared here before. */
export function postedForSeveral(
  authority: string,
  children: readonly { readonly child: string; readonly facts: readonly Proposed[] }[],
  seen: Deed['seen'],
): Deed['post'] {
  return whereSeen(authority, seen, async (services, { preview, headers }) => {
    const asking = { query: queryOf(preview), headers };
    const sent = await services.post<SeveralAnswer>(at`/authorities/${authority}/facts`, { children }, asking);
    return sent.ok ? { ok: true, body: sent.body.children as unknown as readonly Answered[] } : sent;
  });
}

/**
 * Records moved to another child of the authority. The law judges both journeys as they are when the move is made; what
 * was seen is compared while it is previewed, for a move that was done answers no preview as done.
 */
export function postedMove(
  authority: string,
  child: string,
  body: { readonly facts: readonly string[]; readonly to: string; readonly note?: string },
  seen: Deed['seen'],
): Deed['post'] {
  return async (services, { preview, headers }) => {
    if (preview && (await hasMoved(services, authority, seen))) return { ok: false, problem: movedProblem };
    const asking = { query: queryOf(preview), headers };
    const sent = await services.post<MoveAnswer>(at`/authorities/${authority}/children/${child}/moves`, body, asking);
    return sent.ok ? { ok: true, body: [sent.body.to, sent.body.from] as unknown as readonly Answered[] } : sent;
  };
}

function whereSeen(authority: string, seen: Deed['seen'], post: Deed['post']): Deed['post'] {
  return async (services, how) => {
    if (!(await hasMoved(services, authority, seen))) return post(services, how);
    // What this very page has recorded already has moved the journeys too: then it is told as done, and not as too late.
    const again = how.preview ? undefined : await post(services, { ...how, preview: true });
    const isRepeat = again?.ok === true && again.body.every(({ status }) => status === 'repeated');
    return isRepeat ? post(services, how) : { ok: false, problem: movedProblem };
  };
}

async function hasMoved(services: Services, authority: string, seen: Deed['seen']): Promise<boolean> {
  for (const [child, revision] of seen) {
    const journey = await journeyOf(services, authority, child);
    if (revision !== undefined && journey?.revision !== revision) return true;
  }
  return false;
}

const movedProblem = { type: '', title: '', status: 409, code: 'revision-moved', detail: '' };

/** A child's journey as the reader may see it; undefined where nothing is recorded of the child. */
export async function journeyOf(services: Services, authority: string, child: string): Promise<Journey | undefined> {
  try {
    return await services.get<Journey>(at`/authorities/${authority}/children/${child}/journey`);
  } catch (error) {
    if (error instanceof ServiceProblem && error.document.code === 'unknown-child') return undefined;
    throw error;
  }
}

function queryOf(preview: boolean): Readonly<Record<string, string>> {
  return preview ? { preview: 'true' } : {};
}
