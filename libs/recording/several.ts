import { randomUUID } from 'node:crypto';
import type { Proposed } from '#events';
import type { Outcome, ReadBefore, RecordRequest } from './request.ts';

/** Facts of several children in one post: those they share, then each one's own. */
export interface SeveralRequest {
  readonly authority: string;
  readonly facts: readonly Proposed[];
  readonly children: readonly { readonly child: string; readonly facts?: readonly Proposed[] | undefined }[];
  readonly by: RecordRequest['by'];
  readonly idempotencyKey?: string | undefined;
  /** The key was drawn for this very request, so nobody can have asked with it before or be asking with it elsewhere. */
  readonly keyIsNew?: boolean | undefined;
  /** Record the children that are accepted even though others are refused. */
  readonly partial?: boolean | undefined;
  readonly preview?: boolean | undefined;
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
}

export interface SeveralOutcome {
  readonly key: string;
  /** `refused`: some child was, so nothing was written. `done`: see each child. `unfinished`: some child failed. */
  readonly status: 'refused' | 'done' | 'unfinished';
  readonly children: readonly OfOne[];
}

/** What became of one child; `failed` where an error stopped it, of which the others know nothing. */
export type OfOne = { readonly child: string } & (Outcome | { readonly status: 'failed'; readonly error: unknown });

/**
 * All children are judged first, then each appends by itself: there is no transaction over streams. Each child's ids
 * come from the request's key, so the same request asked again completes what is missing and repeats nothing.
 */
export async function recordSeveral(
  record: (request: RecordRequest) => Promise<Outcome>,
  request: SeveralRequest,
): Promise<SeveralOutcome> {
  const key = request.idempotencyKey ?? randomUUID();
  const readings = request.children.map((): ReadBefore => ({ past: undefined }));
  const each = (preview: boolean): Promise<readonly OfOne[]> =>
    Promise.all(request.children.map((one, index) => ofOne(record, request, key, one, preview, readings[index])));
  const judged = await each(true);
  // Nothing is written yet, so a child that cannot be judged is an error of the whole.
  for (const one of judged) if (one.status === 'failed') throw one.error;
  const refused = judged.some(({ status }) => status === 'refused');
  if (refused && request.partial !== true) return { key, status: 'refused', children: judged };
  if (request.preview === true) return { key, status: 'done', children: judged };
  const written = await each(false);
  return { key, status: written.some(({ status }) => status === 'failed') ? 'unfinished' : 'done', children: written };
}

async function ofOne(
  record: (request: RecordRequest) => Promise<Outcome>,
  { authority, by, facts: shared, correlationId, causationId, keyIsNew, ...asked }: SeveralRequest,
  idempotencyKey: string,
  { child, facts = [] }: SeveralRequest['children'][number],
  preview: boolean,
  readBefore: ReadBefore | undefined,
): Promise<OfOne> {
  try {
    return {
      ...(await record({
        ...{ authority, child, facts: [...shared, ...facts], by, idempotencyKey, keyIsNew, preview },
        ...{ correlationId, causationId, asksOnlyWhether: asked.preview !== true, readBefore },
      })),
      child,
    };
  } catch (error) {
    return { child, status: 'failed', error };
  }
}
