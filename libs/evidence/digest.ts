import { createHash, hash } from 'node:crypto';
import { canonical, canonicalWithout } from './canonical.ts';

/** A fact as stored: sealed, not upcast, and nothing that the store assigned. */
export interface StoredForm {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  /** Its member `evidence`, if it has one, is no part of what is digested. */
  readonly metadata: object;
}

/** A stored fact and its place: what is digested. */
export interface Placed extends StoredForm {
  readonly stream: string;
  readonly revision: number;
  /** The digest of the fact before it in its stream; null for the first. */
  readonly previous: string | null;
}

/** What a fact carries, in its metadata's member `evidence`, to be found altered, moved or missing its forerunner. */
export interface Evidence {
  readonly previous: string | null;
  readonly digest: string;
}

/** The hex SHA-256 of the canonical form of a fact in its place. Throws `NotCanonical`. */
export function digestOf(fact: Placed): string {
  return sha256(digestedText(fact));
}

/** The very text that is digested: the canonical form of a fact in its place. Throws `NotCanonical`. */
export function digestedText({ stream, revision, previous, id, type, data, metadata }: Placed): string {
  // The members in their canonical order, so that nothing needs to be put together first.
  return (
    `{${data === undefined ? '' : `"data":${canonical(data)},`}"id":${canonical(id)},` +
    `"metadata":${canonicalWithout(metadata, 'evidence')},"previous":${canonical(previous)},` +
    `"revision":${canonical(revision)},"stream":${canonical(stream)},"type":${canonical(type)}}`
  );
}

/**
 * The fact's metadata with its evidence, ready to append at this revision. `previous` is the digest of the last fact
 * read, null before the first; the expected revision of the append makes it true. After a lost race, seal again from
 * the fact's own metadata at the revision newly read. Throws `NotCanonical`.
 */
export function sealWithEvidence<M extends object>(
  stream: string,
  revision: number,
  previous: string | null,
  fact: StoredForm & { readonly metadata: M },
): M & { readonly evidence: Evidence } {
  return { ...fact.metadata, evidence: { previous, digest: digestOf({ ...fact, stream, revision, previous }) } };
}

/**
 * The hex SHA-256 of lines of text, each ended by a line feed: what `sha256sum` says of the file of them. Throws
 * `NotALine` for a line that would make two tables alike.
 */
export function digestOfRows(lines: Iterable<string>): string {
  const rows = digestingRows();
  for (const line of lines) rows.add(line);
  return rows.digest();
}

/** The same of lines that come a few at a time. */
export function digestingRows(): { readonly add: (line: string) => void; readonly digest: () => string } {
  const hash = createHash('sha256');
  let number = 0;
  return {
    add(line) {
      number++;
      if (/[\n\p{Surrogate}]/u.test(line)) throw new NotALine(number);
      hash.update(`${line}\n`, 'utf8');
    },
    digest: () => hash.digest('hex'),
  };
}

/** A row to be digested holds a line feed or half a character. */
export class NotALine extends Error {
  constructor(number: number) {
    super(`Row ${String(number)} holds a line feed or a lone surrogate. Write rows as JSON, which escapes both.`);
    this.name = 'NotALine';
  }
}

/** The hex SHA-256 of a text, or of bytes. */
export function sha256(what: string | Buffer): string {
  return hash('sha256', what, 'hex');
}
