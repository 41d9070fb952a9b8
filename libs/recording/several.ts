import { randomUUID } from 'node:crypto';
import type { Proposed } from '#events';
import type { Outcome, RecordRequest } from './request.ts';

/** Facts of several children in one post: those they share, then each one's own. */
export interface SeveralRequest {
  readonly authority: string;
  readonly facts: readonly Proposed[];
  readonly children: readonly { readonly child: string; readonly facts?: readonly Proposed[] | undefined }[];
  readonly by: RecordRequest['by'];
  readonly idempotencyKey?: string | undefined;
  /** Record the children that are accepted even though others are refused. */
  readonly partial?: boolean | undefined;
  readonly preview?: boolean | undefined;
}

export interface SeveralOutcome {
  readonly key: string;
  /** `refused`: some child was, so nothing was written. `done`: see each child. */
  readonly status: 'refused' | 'done';
  readonly children: readonly (Outcome & { readonly child: string })[];
}

/**
 * All children are judged first, then each appends by itself: there is no transaction over streams. Each child's ids
 * come from the request's key, so the same request asked again completes what is missing and repeats nothing.
 */
export async function recordSeveral(
  record: (request: RecordRequest) => Promise<Outcome>,
  request: SeveralRequest,
): Promise<SeveralOutcome> {
  const key = request.idempotencyKey ?? randomUUID();
  const each = (preview: boolean): Promise<SeveralOutcome['children']> =>
    everyChild(request.children, async ({ child, facts }) => {
      const { authority, by } = request;
      const all = [...request.facts, ...(facts ?? [])];
      const outcome = await record({
        authority,
        child,
        facts: all,
        by,
        idempotencyKey: key,
        correlationId: undefined,
        preview,
      });
      return { ...outcome, child };
    });
  const judged = await each(true);
  const refused = judged.some(({ status }) => status === 'refused');
  if (refused && request.partial !== true) return { key, status: 'refused', children: judged };
  if (request.preview === true) return { key, status: 'done', children: judged };
  return { key, status: 'done', children: await each(false) };
}

/** Waits for every child, then throws the first error: an answer must not be given while some still write. */
async function everyChild<C, T>(children: readonly C[], work: (child: C) => Promise<T>): Promise<readonly T[]> {
  const settled = await Promise.allSettled(children.map(work));
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
