import { canonical, digestOfRows } from '#evidence';
import {
  membersKnown,
  membersOf,
  readingOf,
  type Apart,
  type CountedMember,
  type Measure,
  type Members,
} from '#measures';
import { digestOfKeys, readingDigest, type Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { instant } from '../answered.ts';
import type { FigurePublished, LastKnown, PublishedReading } from './published.ts';

/** What was known when: by an instant, and of the facts of that instant those up to a place in the store. */
export interface Known {
  readonly knownAt: number;
  readonly position: number;
}

/** What is known now, as far as the rows have come. */
export function knownNow({ projection: { knownAt, position } }: Snapshot): Known {
  return { knownAt, position: position ?? -1 };
}

/**
 * The members of a figure as they were known, exactly: a fact recorded in the same millisecond or by a clock that was
 * behind counts as known by the instant although whoever counted had not seen it, so its child is counted without it.
 */
export async function recount(
  snapshot: Snapshot,
  rules: Timescales,
  authority: string,
  { question, grouping }: Apart,
  known: Known,
): Promise<Members<CountedMember>> {
  const asked = { question, authority, knownAt: known.knownAt };
  const told = grouping && { grouping };
  const members = membersOf(await snapshot.parts(asked, told));
  const late = new Set(await snapshot.childrenKnownLate(authority, known));
  if (late.size === 0) return members;
  for (const [name, { child }] of members) if (late.has(child)) members.delete(name);
  for (const child of late) {
    const facts = (await snapshot.factsOf(authority, child)).filter((placed) => isKnown(placed, known));
    const own = membersKnown(
      rules,
      question,
      child,
      facts.map(({ fact }) => fact),
      grouping,
    );
    for (const [name, member] of own) members.set(name, member);
  }
  return members;
}

export function isKnown(
  { position, knownFrom }: { readonly position: number; readonly knownFrom: number },
  known: Known,
): boolean {
  return knownFrom <= known.knownAt && position <= known.position;
}

/** The digests of the keys of each part: of the same rows, those of `/measures/{id}`. */
export function digestsOf(members: Members): FigurePublished['digests'] {
  const inOrder = [...members.values()].sort((a, b) => compare(a.child, b.child) || compare(a.key, b.key));
  return {
    numerator: digestOfKeys(inOrder.filter(({ numerator }) => numerator)),
    denominator: digestOfKeys(inOrder.filter(({ denominator }) => denominator)),
    excluded: digestOfKeys(inOrder.filter(({ excluded }) => excluded !== null)),
  };
}

/** What a figure is read with today. */
export function readingToday(rules: Timescales, measure: Measure): PublishedReading {
  const { rows, calendar, timescales } = readingOf(rules, measure);
  return {
    digest: readingDigest(rules, measure),
    rows,
    calendar,
    timescales,
    rulePacks: [...new Set(rules.packs.map(({ edition }) => edition))].sort(),
    definition: digestOfRows([canonical(measure)]),
  };
}

/** How far the rows had come, and the authority's last fact among those known. */
export async function lastKnownOf(snapshot: Snapshot, authority: string): Promise<LastKnown> {
  const { knownAt, position, state } = snapshot.projection;
  const last = await snapshot.lastFactOf(authority);
  return {
    at: instant(knownAt),
    position,
    fact: last === undefined ? null : { id: last.fact.id, child: last.child, revision: last.fact.revision },
    ...(state !== 'running' && { projection: state }),
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
