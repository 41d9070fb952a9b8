import { v5 } from 'uuid';
import { canonical } from '#evidence';
import type { RecordRequest } from './request.ts';

/**
 * The ids of a request's facts: the same request gives the same ids, whichever process it reaches (decisions.md 8).
 * The name is written as JSON, so that no two requests can share it.
 */
export function factIds(key: string, { by, authority, child, facts }: RecordRequest): readonly string[] {
  return facts.map((_, index) => v5(JSON.stringify([key, by.user, authority, child, index]), namespace));
}

/** What a request says, for telling a repeat of it from another request with its key. */
export function contentOf({ facts, said }: Pick<RecordRequest, 'facts' | 'said'>): string {
  return canonical(said ?? facts.map(({ type, data }) => ({ type, data })));
}

/** Drawn once, for Waymark's facts. Stored ids rest on it: never change it. */
export const namespace = '6c1f4b0e-5d0a-4f0b-9b6e-2f1f7f0f8a51';
