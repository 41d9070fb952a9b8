import type { OrdinaryType, Proposed } from '#events';
import type { Choices } from './choices.ts';
import { controlsOf, type Asking, type Control } from './controls.ts';
import { titleOf } from './fact-words.ts';
import { fieldsOf, type Field } from './fields.ts';
import type { Part, Recordable } from './recordable.ts';
import { dataOf, type FormFault, type Typed } from './typed.ts';

/** What a meeting or a visit to a family has in common for all its children. Everything else is answered for each child. */
const common: ReadonlySet<string> = new Set([
  'on',
  'at',
  'for',
  'notifiedOn',
  'source',
  'contactId',
  'fromAuthority',
  'toAuthority',
  'familyId',
  'worker',
  'team',
  'meetingId',
  'purpose',
  'invited',
  'attended',
  'reportsReceived',
  'inquorateReason',
]);

/** One part of a form's page: the controls of a fact, of all children or of one. */
export interface Section {
  readonly title: string;
  readonly child?: string;
  readonly controls: readonly Control[];
}

/** What is known while a form is shown: what was typed, what is wrong with it, and what is owed. */
export interface FormState {
  readonly typed: Typed;
  readonly faults: readonly FormFault[];
  /** By the place of a fact's data, the reasons it owes: `facts-0-data`, then the field, then why. */
  readonly owed: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly mayBeNotKnown: boolean;
  readonly choices: Choices;
}

/** Where a fact's data lies: of the only child, or common to several; or of one of several. */
export function placeOfPart(part: number, child?: number): string {
  return `${child === undefined ? '' : `children-${String(child)}-`}facts-${String(part)}-data`;
}

/** Whether a field is asked once for several children. */
export function isCommon(name: string): boolean {
  return common.has(name);
}

/** The sections of a form: fact by fact, and of several children what they have in common before what each has alone. */
export function sectionsOf({ parts }: Recordable, children: readonly string[], state: FormState): readonly Section[] {
  const several = children.length > 1;
  return parts.flatMap((part, place): readonly Section[] => {
    const title = titleOf(part.type);
    const fields = fieldsOf(part.type);
    if (!several) return section(title, part, fields, state, placeOfPart(place));
    const shared = section(
      title,
      part,
      fields.filter(({ name }) => isCommon(name)),
      state,
      placeOfPart(place),
    );
    const own = fields.filter(({ name }) => !isCommon(name));
    return [
      ...shared,
      ...children.flatMap((child, index) =>
        section(`${title}: child ${child}`, part, own, state, placeOfPart(place, index)).map((each) => ({
          ...each,
          child,
        })),
      ),
    ];
  });
}

function section(
  title: string,
  part: Part,
  fields: readonly Field[],
  state: FormState,
  at: string,
): readonly Section[] {
  const asking: Asking = {
    type: part.type,
    at,
    typed: state.typed,
    faults: state.faults,
    owed: state.owed.get(at) ?? new Map<string, string>(),
    mayBeNotKnown: state.mayBeNotKnown,
    answered: answeredIn(part),
    choices: state.choices(part.type),
  };
  const controls = controlsOf(fields, asking);
  return controls.length === 0 ? [] : [{ title, controls }];
}

function answeredIn({ answered = {}, same = {} }: Part): ReadonlySet<string> {
  return new Set([...Object.keys(answered), ...Object.keys(same)]);
}

/** The facts of one child, as they are posted. */
export interface OfChild {
  readonly child: string;
  readonly facts: readonly Proposed[];
}

export interface ReadPost {
  readonly children: readonly OfChild[];
  readonly faults: readonly FormFault[];
}

/** The facts that a filled-in form records, of each child. */
export function factsOf({ parts }: Recordable, children: readonly string[], typed: Typed): ReadPost {
  const faults = new Map<string, FormFault>();
  const several = children.length > 1;
  const ofChildren = children.map((child, index) => {
    const read: Readonly<Record<string, unknown>>[] = [];
    parts.forEach((part, place) => {
      const own = dataAt(part, typed, several ? [placeOfPart(place), placeOfPart(place, index)] : [placeOfPart(place)]);
      for (const fault of own.faults) faults.set(`${fault.at} ${fault.says}`, fault);
      read.push({ ...own.data, ...part.answered, ...sameAs(part, read) });
    });
    const facts = parts.map(({ type }, place) => ({ type, data: read[place] }) as unknown as Proposed);
    return { child, facts };
  });
  return { children: ofChildren, faults: [...faults.values()] };
}

/** A fact's data: what is common to several children, and what is one child's own. */
function dataAt(part: Part, typed: Typed, [first = '', own]: readonly string[]): ReturnType<typeof dataOf> {
  const asked = askedOf(part.type, part);
  if (own === undefined) return dataOf(asked, typed, first);
  const shared = dataOf(
    asked.filter(({ name }) => isCommon(name)),
    typed,
    first,
  );
  const alone = dataOf(
    asked.filter(({ name }) => !isCommon(name)),
    typed,
    own,
  );
  return { data: { ...shared.data, ...alone.data }, faults: [...shared.faults, ...alone.faults] };
}

function askedOf(type: OrdinaryType, part: Part): readonly Field[] {
  const answered = answeredIn(part);
  return fieldsOf(type).filter(({ name }) => !answered.has(name));
}

function sameAs(
  { same = {} }: Part,
  read: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(same).flatMap(([name, { part, field }]) => {
      const value = read[part]?.[field];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
