import { createHash } from 'node:crypto';
import { canonical, digestOfRows } from '#evidence';
import { nameOf, type CountedMember, type Members, type RowKind } from '#measures';
import type { KeptMember, KeptMembers } from './published.ts';

/** A member as a list, which a hundred thousand of them are small enough in: see `encoded`. */
export type Encoded = readonly [
  child: string,
  kind: string,
  key: string,
  place: string,
  digest: string,
  facts: readonly string[],
  group?: string,
];

/** The type and data of the facts that keep the members of a figure, beside its receipt. */
export const membersKept = 'FigureMembersKept';

export interface MembersKept {
  readonly receipt: string;
  /** The digest of all the members: a repeated attempt that counted others is not mixed with this one. */
  readonly digest: string;
  readonly part: number;
  readonly members: readonly Encoded[];
}

/** The members in parts, each small enough for one append. */
export function inParts(receipt: string, members: readonly KeptMember[]): { kept: KeptMembers; parts: MembersKept[] } {
  const all = members.map(encoded);
  const digest = digestOfEncoded(all);
  const lists: Encoded[][] = [];
  let room = 0;
  for (const member of all) {
    const size = JSON.stringify(member).length + 1;
    if (size > room) {
      lists.push([]);
      room = mostCharacters;
    }
    lists.at(-1)?.push(member);
    room -= size;
  }
  const parts = lists.map((list, part): MembersKept => ({ receipt, digest, part, members: list }));
  return { kept: { count: all.length, parts: parts.length, digest }, parts };
}

/** The members from their parts. Throws `MembersDamaged` where they are not those that were published. */
export function fromParts(kept: KeptMembers, parts: Iterable<MembersKept>): Members<KeptMember> {
  const lists = new Map<number, readonly Encoded[]>();
  for (const { digest, part, members } of parts) {
    if (digest === kept.digest && !lists.has(part)) lists.set(part, members);
  }
  const all = Array.from({ length: kept.parts }, (_, part) => lists.get(part) ?? []).flat();
  if (all.length !== kept.count || digestOfEncoded(all) !== kept.digest) throw new MembersDamaged();
  return new Map(all.map((each) => decoded(each)).map((member) => [nameOf(member), member]));
}

/** The kept members of a figure are missing, or were altered. */
export class MembersDamaged extends Error {
  constructor() {
    super(
      'The members kept with this receipt are not whole. Verify the store with npx waymark verify, and restore it.',
    );
    this.name = 'MembersDamaged';
  }
}

/** A member just counted, as it is kept: the digest tells its row from another that the same facts make. */
export function keeping({ row, ...member }: CountedMember): KeptMember {
  const digest = createHash('sha256').update(canonical(row), 'utf8').digest('base64url');
  return { ...member, digest, facts: row.sources };
}

/** The store takes 1 MiB in one append, with all that goes round the members. Everything in them is ASCII. */
const mostCharacters = 600_000;

/** `n` numerator, `d` denominator, `x` left out for the reason that follows; the row's own fact is written as ''. */
function encoded(member: KeptMember): Encoded {
  const { child, kind, key, numerator, denominator, excluded, group, digest, facts } = member;
  const place = `${numerator ? 'n' : ''}${denominator ? 'd' : ''}${excluded === null ? '' : `x${excluded}`}`;
  const rested = facts.map((id) => (id === key ? '' : id));
  return group === null ? [child, kind, key, place, digest, rested] : [child, kind, key, place, digest, rested, group];
}

/** A kind of row that later code has no more is a name all the same. */
function decoded([child, kind, key, place, digest, facts, group]: Encoded): KeptMember {
  const [, numerator, denominator, excluded] = /^(n?)(d?)(?:x(.*))?$/s.exec(place) ?? [];
  return {
    child,
    kind: kind as RowKind,
    key,
    numerator: numerator === 'n',
    denominator: denominator === 'd',
    excluded: excluded ?? null,
    group: group ?? null,
    digest,
    facts: facts.map((id) => (id === '' ? key : id)),
  };
}

function digestOfEncoded(members: readonly Encoded[]): string {
  return digestOfRows(members.map((member) => JSON.stringify(member)));
}
