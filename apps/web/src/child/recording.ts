import { inWords } from '#calendar';
import { isCorrectionType, type FactType, type Ordinary } from '#events';
import { isChildId } from '#http';
import { childAddress, crumbsTo } from './addresses.ts';
import type { Family, Journey } from './answers.ts';
import { choicesIn, freeContactId, noChoices } from './choices.ts';
import { linkTo, siblingsIn } from './child.view.ts';
import { postedForOne, postedForSeveral } from './deed.ts';
import { factsOf, sectionsOf } from './fact-form.ts';
import { titleOf } from './fact-words.ts';
import { pointedTo } from './faults.ts';
import type { Filling, ReadFilling } from './filling.ts';
import { alone, together, type Recordable } from './recordable.ts';
import type { Typed } from './typed.ts';

/** The form that records something of a child, and of siblings with them. */
export function recording(
  what: Recordable,
  journey: Journey,
  families: () => Promise<readonly (Family | string)[]>,
  chosen: readonly string[],
  imports: boolean,
): Filling {
  const { authority, child } = journey;
  // Whom the form was opened for is kept, even where the list of siblings cannot be read just now: none is left out in silence.
  const others = [...new Set(chosen)].filter((each) => each !== child && isChildId(each));
  const children = [child, ...others];
  return {
    ...common(what, authority, children),
    place: {
      title: what.title,
      caption: children.length === 1 ? `Child ${child}` : `Children ${children.join(', ')}`,
      breadcrumbs: crumbsTo(authority, child),
      action: `${childAddress(authority, child)}/record/${what.id}`,
    },
    siblings: async () => {
      const all = new Set([...siblingsIn(child, await families()), ...others]);
      return [...all].map((each) => ({ child: each, isChosen: others.includes(each) }));
    },
    sections: (asked) => sectionsOf(what, children, { ...asked, mayBeNotKnown: imports, choices: choicesIn(journey) }),
    links: ({ needs }) => needs.flatMap((type) => linksFor(childAddress(authority, child), type)),
    doneAt: childAddress(authority, child),
    doneSays: (read) => recordedInWords(read, child),
  };
}

/** The form that registers a child, alone or with what made them known. */
export function registering(what: Recordable, authority: string, child: string): Filling {
  return {
    ...common(what, authority, [child]),
    place: {
      title: what.title,
      caption: `Child ${child}`,
      breadcrumbs: crumbsTo(authority),
      action: `/cases/${authority}/register-child/${what.id}`,
    },
    siblings: async () => [],
    sections: (asked) => sectionsOf(what, [child], { ...asked, mayBeNotKnown: false, choices: noChoices }),
    links: () => [],
    doneAt: childAddress(authority, child),
    doneSays: (read) => recordedInWords(read, child),
  };
}

/** What a form is opened with: a contact needs a reference, and where the authority has none there is one to keep. */
export function prefilled({ parts }: Recordable, journey: Journey | undefined): Typed {
  const place = parts.findIndex(({ type }) => type === 'ContactReceived');
  return place < 0 ? {} : { [`facts-${String(place)}-data-contactId`]: freeContactId(journey) };
}

function common(what: Recordable, authority: string, children: readonly string[]) {
  const several = children.length > 1;
  return {
    meaning: what.meaning,
    authority,
    children,
    read: (typed: Typed): ReadFilling => factsOf(what, children, typed),
    post: (read: ReadFilling, seen: ReadonlyMap<string, number | undefined>) => {
      const [first] = read.children;
      return several || first === undefined
        ? postedForSeveral(authority, read.children, seen)
        : postedForOne(authority, first.child, first.facts, seen.get(first.child));
    },
    pointed: (pointer: string) => pointedTo(what, several, pointer),
    doIt: several ? `Record for ${String(children.length)} children` : 'Record it',
    isWarning: false,
  } satisfies Partial<Filling>;
}

/** The forms that record a fact which is missing: those that record it together with others first. */
export function linksFor(address: string, type: FactType): ReturnType<typeof linkTo>[] {
  if (isCorrectionType(type)) return [];
  const more = together.filter(({ parts }) => parts.some((part, place) => place > 0 && part.type === type));
  return [...more, alone(type)].map((each) => linkTo(address, each));
}

/** "Recorded: initial conference held on 2 February 2026, child protection plan started on 2 February 2026". */
function recordedInWords({ children }: ReadFilling, child: string): string {
  const facts = children.find((each) => each.child === child)?.facts ?? [];
  const said = facts.map(({ type, data }) => {
    const { on } = data as Ordinary['data'];
    return `${titleOf(type).toLowerCase()} on ${inWords(on)}`;
  });
  const whom = children.length === 1 ? '' : `, for ${children.map((each) => `child ${each.child}`).join(', ')}`;
  return `Recorded: ${said.join(', ')}${whom}.`;
}
