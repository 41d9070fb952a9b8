import { roles, type Role } from '#access';
import { inWords } from '#calendar';
import type { View } from '../page/page.ts';
import { isOffered } from '../page/permitted.ts';
import type { Person } from '../session/session.ts';
import { childAddress, crumbsTo, pagesOf } from './addresses.ts';
import type { Fact, Family, Journey } from './answers.ts';
import { clocksShown, type ClocksShown, type Looking } from './clocks.ts';
import { offeredBy, type Recordable } from './recordable.ts';
import { roleInWords } from './role-words.ts';
import { standingData, timelineOf, type Told } from './timeline.ts';

/** What is shown at the head of every page about a child. */
export interface ChildHead extends View {
  readonly authority: string;
  readonly child: string;
  /** The address of the child's first page. Not `address`: that is the address of the page itself. */
  readonly caseAddress: string;
  readonly name: string | undefined;
  readonly pages: readonly object[];
}

export interface ChildView extends ChildHead {
  readonly standing: string;
  readonly clocks: ClocksShown;
  readonly due: readonly LinkTo[];
  readonly next: readonly LinkTo[];
  readonly together: readonly LinkTo[];
  readonly worker: string | undefined;
  readonly since: string | undefined;
  readonly families: readonly FamilyShown[];
  readonly latest: readonly Told[];
  readonly unread: number;
  readonly audit: string;
  /** Where it is decided who may see the record, for whoever may. */
  readonly accessAt: string | undefined;
}

export interface LinkTo {
  readonly text: string;
  readonly href: string;
  readonly meaning: string;
  /** What the table of roles says of this person recording it, where it does not simply let them. */
  readonly role?: string | undefined;
}

/** A family and the siblings in it: those whose record may be looked at are links. */
export interface FamilyShown {
  readonly familyId: string;
  readonly siblings: readonly { readonly child: string; readonly href: string }[];
  /** How many there are of whom nothing may be told. */
  readonly restricted: number;
  /** The list could not be read just now. */
  readonly isAway: boolean;
}

export function childView(
  journey: Journey,
  families: readonly (Family | string)[],
  looking: Looking,
  person: Person,
): ChildView {
  const held = person.roles;
  const { authority, child, standing, circumstances, facts, unread } = journey;
  const offered = offeredBy(journey.next, runningIn(journey), held.includes('administrator'));
  const { worker } = circumstances;
  const address = childAddress(authority, child);
  return {
    ...headOf(journey, 'overview'),
    standing,
    clocks: clocksShown(journey.clocks, looking),
    due: offered.due.map((each) => linkTo(address, each, held)),
    next: offered.next.map((each) => linkTo(address, each, held)),
    together: offered.together.map((each) => linkTo(address, each, held)),
    worker: worker === undefined ? undefined : `${worker.worker}, ${worker.team}`,
    since: allocatedSince(facts),
    families: families.map((family) => familyShown(authority, child, family)),
    latest: timelineOf(facts, 'recorded').slice(0, 3),
    unread: unread.length,
    audit: `/audit/${authority}/${child}`,
    accessAt: accessAt(authority, child, person),
  };
}

/** Where it is decided who may see a record; nothing for whom it is not to decide. */
export function accessAt(authority: string, child: string, person: Person): string | undefined {
  const may = isOffered(person, 'restrict-case') || isOffered(person, 'bar-person');
  return may ? `${childAddress(authority, child)}/access` : undefined;
}

/** The duties whose clocks run. */
export function runningIn({ clocks }: Journey): readonly string[] {
  return clocks.filter(({ stoppedOn }) => stoppedOn === undefined).map(({ clock }) => clock);
}

export function headOf(journey: Journey, here: 'overview' | 'history' | 'diagram'): ChildHead {
  const { authority, child, facts } = journey;
  const titles = {
    overview: `Child ${child}`,
    history: `History of child ${child}`,
    diagram: `Child ${child}: place in the journey`,
  };
  return {
    title: titles[here],
    section: 'my-work',
    breadcrumbs: here === 'overview' ? crumbsTo(authority) : crumbsTo(authority, child),
    authority,
    child,
    caseAddress: childAddress(authority, child),
    name: nameIn(facts),
    pages: pagesOf(authority, child, here),
  };
}

export function linkTo(address: string, what: Recordable, held: readonly Role[] = roles): LinkTo {
  const { id, title, meaning } = what;
  return { text: title, href: `${address}/record/${id}`, meaning, role: roleInWords(what, held) };
}

/** Siblings of a family as the reader may know of them; a text is the id of one whose list is away. */
export function familyShown(authority: string, child: string, family: Family | string): FamilyShown {
  if (typeof family === 'string') return { familyId: family, siblings: [], restricted: 0, isAway: true };
  const siblings = family.children
    .filter((each) => each.child !== child)
    .map((each) => ({ child: each.child, href: childAddress(authority, each.child) }));
  return { familyId: family.familyId, siblings, restricted: family.withheld ?? 0, isAway: false };
}

/** The siblings of all a child's families whose record may be looked at, each once. */
export function siblingsIn(child: string, families: readonly (Family | string)[]): readonly string[] {
  const ids = families.flatMap((family) => familyShown('', child, family).siblings.map((each) => each.child));
  return [...new Set(ids)];
}

/** The name as last recorded, where this reader may see it. */
function nameIn(facts: readonly Fact[]): string | undefined {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const named = facts.flatMap((fact) => {
    if (fact.withdrawnBy !== undefined) return [];
    if (fact.type !== 'ChildRegistered' && fact.type !== 'ChildDetailsAmended') return [];
    const { name } = (standingData(fact, byId) ?? {}) as { readonly name?: unknown };
    return typeof name === 'string' ? [name] : [];
  });
  return named.at(-1);
}

function allocatedSince(facts: readonly Fact[]): string | undefined {
  const allocated = facts.filter(({ type, withdrawnBy }) => type === 'WorkerAllocated' && withdrawnBy === undefined);
  const days = allocated.flatMap(({ on }) => (on === undefined ? [] : [on])).sort();
  const last = days.at(-1);
  return last === undefined ? undefined : inWords(last);
}
