import { hash } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { canonical } from '#evidence';
import type { RecordRequest } from './request.ts';

/**
 * The ids of a request's facts: the same request gives the same ids, whichever process it reaches (decisions.md 8).
 * The name is written as JSON, so that no two requests can share it.
 */
export function factIds(key: string, { by, authority, child, facts }: RecordRequest): readonly string[] {
  return facts.map((_, index) => named(JSON.stringify([key, by.user, authority, child, index])));
}

/** What a request says, for telling a repeat of it from another request with its key. */
export function contentOf({ facts, said }: Pick<RecordRequest, 'facts' | 'said'>): string {
  return canonical(said ?? facts.map(({ type, data }) => ({ type, data })));
}

/** Drawn once, for Waymark's facts. Stored ids rest on it: never change it. */
export const namespace = '6c1f4b0e-5d0a-4f0b-9b6e-2f1f7f0f8a51';

const namespaceBytes = parse(namespace);

/**
 * The UUID of a name in our namespace (version 5, RFC 9562 §5.5), as `v5` of uuid makes it: that one goes through the
 * name letter by letter and took a twentieth of all the work of a post of many facts.
 */
export function named(name: string): string {
  const bytes = hash('sha1', Buffer.concat([namespaceBytes, Buffer.from(name)]), 'buffer');
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return stringify(bytes);
}
