import type { Proposed } from '#events';
import { refusals } from '#journey';
import type { Services } from '../services/services.ts';
import type { Journey } from './answers.ts';
import { done, journeyOf, judged, type Came, type Deed } from './deed.ts';
import { placeOfPart, type FormState, type Section } from './fact-form.ts';
import { fieldsOf } from './fields.ts';
import {
  carried,
  effectsToCheck,
  partsToCheck,
  summary,
  type AgainView,
  type CheckView,
  type FormView,
  type Hidden,
  type MovedView,
  type Place,
  type SiblingChoice,
} from './form.view.ts';
import type { LinkTo } from './child.view.ts';
import type { Refused, RefusalTold } from './refused.ts';
import { isRestricted } from './restricted.ts';
import { nameOf } from './timeline.ts';
import { textAt, ticksAt, type FormFault, type Typed } from './typed.ts';

/** A form on its way: what it asks, what it would post, and where it leads. */
export interface Filling {
  readonly place: Place;
  readonly meaning: string;
  readonly authority: string;
  /** The children whose journeys it changes, the page's own first. */
  readonly children: readonly string[];
  /** Who may be recorded for too: asked for only where the form is shown, for it is a look at them. */
  readonly siblings: () => Promise<readonly SiblingChoice[]>;
  readonly sections: (state: Asked) => readonly Section[];
  readonly read: (typed: Typed) => ReadFilling;
  readonly post: (read: ReadFilling, seen: Deed['seen']) => Deed['post'];
  readonly pointed: Deed['pointed'];
  /** What would have to be recorded first, as links. */
  readonly links: (refusal: RefusalTold) => readonly LinkTo[];
  readonly doIt: string;
  readonly isWarning: boolean;
  /** What would fall without what is withdrawn or moved is offered to go with it. */
  readonly takesAlong?: boolean;
  readonly doneAt: string;
  readonly doneSays: (read: ReadFilling) => string;
}

/** What was typed, what is wrong with it, and what is owed: what a form is shown with. */
export type Asked = Pick<FormState, 'typed' | 'faults' | 'owed'>;

/** What a form was read as. */
export interface ReadFilling {
  readonly children: readonly { readonly child: string; readonly facts: readonly Proposed[] }[];
  readonly faults: readonly FormFault[];
  /** Of a move: where to. */
  readonly to?: string;
}

/** What is to be shown next. */
export type Next =
  | { readonly template: string; readonly view: FormView | CheckView | MovedView | AgainView; readonly status: number }
  | { readonly address: string; readonly said: string };

/** The empty form, with what the journeys were at when it was opened. */
export function opened(filling: Filling, typed: Typed, seen: Deed['seen']): Promise<FormView> {
  return formView(
    filling,
    { typed: { ...typed, ...revisionsTyped(seen) }, faults: [], owed: new Map() },
    nothingRefused,
  );
}

/** Goes one step on with what was posted of a form. */
export async function taken(services: Services, filling: Filling, typed: Typed): Promise<Next> {
  const read = filling.read(typed);
  const step = textAt(typed, 'step');
  if (step === 'change') return form(filling, { typed, faults: [], owed: new Map() }, 200);
  if (step === 'reasons') return form(filling, { typed, faults: [], owed: owedOf(read) }, 200);
  if (read.faults.length > 0) return form(filling, { typed, faults: read.faults, owed: new Map() }, 400);
  const seen = revisionsIn(typed, filling.children);
  const { authority, pointed } = filling;
  const deed: Deed = { authority, seen, post: filling.post(read, seen), pointed };
  const key = textAt(typed, 'key');
  if (step !== 'confirm' || key === '') return shown(services, filling, typed, read, await judged(services, deed));
  const came = await done(services, deed, key);
  if (came.came === 'form' && came.refused.told.some(({ mayPass }) => mayPass)) {
    return { template: 'child/again.njk', view: againView(filling, typed, key, came.refused.told), status: 503 };
  }
  return shown(services, filling, typed, read, came);
}

async function shown(services: Services, filling: Filling, typed: Typed, read: ReadFilling, came: Came): Promise<Next> {
  switch (came.came) {
    case 'done':
      return { address: filling.doneAt, said: filling.doneSays(read) };
    case 'moved':
      return { template: 'child/moved.njk', view: await movedView(services, filling, typed), status: 409 };
    case 'form': {
      const { refused } = came;
      const later = filling.takesAlong === true ? refused.told.flatMap((each) => each.later.map(({ id }) => id)) : [];
      const also = [...new Set([...ticksAt(typed, 'also'), ...later])];
      const again = also.length === 0 ? typed : { ...typed, also };
      const status = refused.told.length > 0 ? 409 : refused.owed.size > 0 ? 422 : 400;
      return form(filling, { typed: again, faults: refused.faults, owed: refused.owed }, status, refused);
    }
    case 'check': {
      // Earlier records are named where they are changed; else nobody looks at the journeys again.
      const named = came.answers.some(({ changed = [] }) => changed.length > 0) ? filling.children : [];
      const journeys = await Promise.all(named.map((child) => journeyIfSeen(services, filling.authority, child)));
      const facts = new Map(journeys.flatMap((journey) => journey?.facts ?? []).map((fact) => [fact.id, fact]));
      return {
        template: 'child/check.njk',
        status: 200,
        view: {
          title: `Check: ${filling.place.title}`,
          section: 'my-work',
          breadcrumbs: filling.place.breadcrumbs,
          caption: filling.place.caption,
          action: filling.place.action,
          hidden: carried(typed, { key: came.key }),
          parts: partsToCheck(read.children),
          effects: effectsToCheck(came.answers, (id) => nameOf(facts.get(id))),
          doIt: filling.doIt,
          isWarning: filling.isWarning,
          mayGiveReason: came.answers.some(({ reasonOwed = [] }) => reasonOwed.length > 0) && owedOf(read).size > 0,
        },
      };
    }
  }
}

/** A journey for the names of its records; what is kept to others has none to tell. */
async function journeyIfSeen(services: Services, authority: string, child: string): Promise<Journey | undefined> {
  try {
    return await journeyOf(services, authority, child);
  } catch (error) {
    if (isRestricted(error)) return undefined;
    throw error;
  }
}

async function form(filling: Filling, asked: Asked, status: number, refused: Refused = nothingRefused): Promise<Next> {
  return { template: 'child/form.njk', view: await formView(filling, asked, refused), status };
}

async function formView(filling: Filling, asked: Asked, refused: Refused): Promise<FormView> {
  const { place, meaning } = filling;
  const sections = filling.sections(asked);
  return {
    title: place.title,
    section: 'my-work',
    breadcrumbs: place.breadcrumbs,
    caption: place.caption,
    action: place.action,
    meaning,
    asks: sections,
    faults: summary(asked.faults, refused.told, sections),
    told: refused.told.map((each) => ({ ...each, links: filling.links(each) })),
    hidden: carriedByForm(asked.typed),
    owes: asked.owed.size > 0,
    siblings: await filling.siblings(),
    refused: refused.told.length > 0,
  };
}

/** The key stays: whatever was written under it is not written again when the same is sent once more. */
function againView({ place }: Filling, typed: Typed, key: string, told: readonly RefusalTold[]): AgainView {
  return {
    title: 'It could not be recorded just now',
    section: 'my-work',
    breadcrumbs: place.breadcrumbs,
    action: place.action,
    hidden: carried(typed, { key }),
    says: [...new Set(told.map(({ sentence, whatNext }) => `${sentence} ${whatNext}`))],
  };
}

async function movedView(services: Services, filling: Filling, typed: Typed): Promise<MovedView> {
  const seen = revisionsIn(typed, filling.children);
  const journeys = await Promise.all(filling.children.map((child) => journeyOf(services, filling.authority, child)));
  const now = new Map(filling.children.map((child, place) => [child, journeys[place]?.revision ?? undefined]));
  return {
    title: 'Somebody recorded something meanwhile',
    section: 'my-work',
    breadcrumbs: filling.place.breadcrumbs,
    action: filling.place.action,
    hidden: carried(typed, revisionsTyped(now)),
    since: filling.children.flatMap((child, place) => {
      const before = seen.get(child) ?? -1;
      const newer = (journeys[place]?.facts ?? []).filter(({ revision }) => revision > before);
      if (newer.length === 0) return [];
      return [{ child, records: newer.map((fact) => `${nameOf(fact)}${byWhom(fact.recordedBy)}`) }];
    }),
  };
}

function byWhom(user: string | undefined): string {
  return user === undefined ? '' : `, recorded by ${user}`;
}

/** The reasons that could be given for what was typed, whether they are waited for or not. */
function owedOf({ children }: ReadFilling): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const owed = new Map<string, ReadonlyMap<string, string>>();
  const several = children.length > 1;
  children.forEach(({ facts }, child) => {
    facts.forEach(({ type }, part) => {
      const fields = fieldsOf(type).flatMap(({ name }) => {
        const refusal = Object.values(refusals).find((each) => 'field' in each && each.field === name);
        return name.endsWith('Reason') && refusal !== undefined ? [[name, ''] as const] : [];
      });
      if (fields.length > 0) owed.set(placeOfPart(part, several ? child : undefined), new Map(fields));
    });
  });
  return owed;
}

/** What a form carries beside its controls: whom it is for, and where their journeys were when it was opened. */
function carriedByForm(typed: Typed): readonly Hidden[] {
  return Object.keys(typed)
    .filter((name) => name === 'with' || name === 'child' || name.startsWith('revision-'))
    .flatMap((name) => ticksAt(typed, name).map((value) => ({ name, value })));
}

function revisionsTyped(seen: Deed['seen']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...seen].flatMap(([child, revision]) => (revision === undefined ? [] : [[`revision-${child}`, String(revision)]])),
  );
}

function revisionsIn(typed: Typed, children: readonly string[]): Deed['seen'] {
  return new Map(
    children.map((child) => {
      const text = textAt(typed, `revision-${child}`);
      return [child, /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined];
    }),
  );
}

const nothingRefused: Refused = { faults: [], owed: new Map(), told: [], isMoved: false };
