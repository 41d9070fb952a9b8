import { notKnown, personalFields, type FactType } from '#events';
import { codeInWords } from './code-words.ts';
import { wordsFor } from './field-words.ts';
import type { Field } from './fields.ts';
import { idOf, isTyped, none, textAt, ticksAt, type FormFault, type Typed } from './typed.ts';

/** One control of a form: which GOV.UK component, and what it is called with. */
export interface Control {
  readonly component: 'date' | 'input' | 'textarea' | 'radios' | 'checkboxes' | 'select' | 'group';
  readonly params: Readonly<Record<string, unknown>>;
  /** Of a group: its controls. */
  readonly controls?: readonly Control[];
}

/** How a fact's fields are to be asked for here. */
export interface Asking {
  readonly type: FactType;
  /** Where the fact's data lies in what is posted, as the ids of controls begin: `facts-0-data`. */
  readonly at: string;
  readonly typed: Typed;
  readonly faults: readonly FormFault[];
  /** Reasons and choices that are owed: they are asked for only then, with the sentence that says why. */
  readonly owed?: ReadonlyMap<string, string>;
  /** Whether this person may say that something is not known, as an import may. */
  readonly mayBeNotKnown?: boolean;
  /** Fields answered already: by the choice of form, or by an earlier fact of the same form. */
  readonly answered?: ReadonlySet<string>;
  /** What the journey has for a field to choose from, such as the contacts that await a decision. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** Fields that answer a refusal: a form asks for one only where it is owed, or was given already. */
const askedWhenOwed = [
  'lateReason',
  'inquorateReason',
  'longerReason',
  'withoutEnquiryReason',
  'beforeConferenceReason',
] as const;

/** The controls of a fact's form, in the order of its fields. */
export function controlsOf(fields: readonly Field[], asking: Asking): readonly Control[] {
  return fields.filter((field) => isAsked(field, asking)).map((field) => control(field, asking, field.name));
}

/** The fields that a form asks for, of those its fact has. */
export function isAsked(field: Field, { type, at, typed, owed, mayBeNotKnown, answered }: Asking): boolean {
  const { name, is } = field;
  if (is.a === 'given' || answered?.has(name) === true) return false;
  if (owed?.has(name) === true || isTyped(typed, idOf(at, name))) return true;
  if ((askedWhenOwed as readonly string[]).includes(name)) return false;
  if (type === 'InitialConferenceHeld' && name === 'kind') return false;
  const isOfImports = is.a === 'code' && is.codes.length === 1 && is.codes[0] === notKnown;
  return !isOfImports || mayBeNotKnown === true;
}

/** What a field is called, with what GOV.UK says of one that may be left empty. */
export function labelOf(type: FactType, path: string, needed: boolean): string {
  const { label } = wordsFor(type, path);
  return needed || label.includes('if there is one') ? label : `${label} (optional)`;
}

/** From so many codes on, radios would push the rest of the form out of sight: they are chosen from a list. */
const mostRadios = 12;

function control(field: Field, asking: Asking, path: string): Control {
  const { name, is } = field;
  const { type, typed, at } = asking;
  const id = idOf(at, name);
  const { hint } = wordsFor(type, path);
  const owedFor = asking.owed?.get(path);
  const needed = field.needed || owedFor !== undefined;
  const label = labelOf(type, path, needed);
  const hints = [owedFor, hint].filter((each) => each !== undefined).join(' ');
  const common = { ...(hints !== '' && { hint: { text: hints } }), ...errorAt(asking, id, label) };
  const legend = { fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } } };
  const labelled = { id, name: id, label: { text: label, classes: 'govuk-label--s' } };
  const chosen = textAt(typed, id);
  const known = asking.choices?.[path];
  // What was typed before stays as it was typed, even where it is none of what can be chosen.
  const choices = chosen === '' || known?.some(({ value }) => value === chosen) === true ? known : undefined;
  switch (is.a) {
    case 'day':
      return { component: 'date', params: { id, ...common, ...legend, items: dayBoxes(asking, id) } };
    case 'text':
      return is.most > 200
        ? { component: 'textarea', params: { ...labelled, ...common, rows: 4, value: textAt(typed, id) } }
        : oneLine(asking, id, { ...labelled, ...common, spellcheck: false });
    case 'time':
      return oneLine(asking, id, { ...labelled, ...common, classes: 'govuk-input--width-5' });
    case 'count':
      return oneLine(asking, id, { ...labelled, ...common, classes: 'govuk-input--width-3', inputmode: 'numeric' });
    case 'name':
    case 'given': {
      if (choices === undefined)
        return oneLine(asking, id, { ...labelled, ...common, classes: 'govuk-input--width-20' });
      const items = radioItems(asking, id, choices, needed);
      return { component: 'radios', params: { idPrefix: id, name: id, ...common, ...legend, items } };
    }
    case 'flag': {
      const answers = [
        { value: 'true', text: 'Yes' },
        { value: 'false', text: 'No' },
        ...(is.orNotKnown && saysNotKnown(asking, id) ? [notKnownChoice] : []),
      ];
      const items = radioItems(asking, id, answers, needed);
      return {
        component: 'radios',
        params: { idPrefix: id, name: id, ...common, ...legend, items, classes: 'govuk-radios--inline' },
      };
    }
    case 'code': {
      const offered = is.codes.filter((code) => code !== notKnown || is.codes.length === 1 || saysNotKnown(asking, id));
      const answers = offered.map((value) => ({ value, text: codeInWords(is.codes, value) }));
      if (answers.length > mostRadios) {
        const items = [{ value: '', text: needed ? 'Choose one' : 'Not recorded' }, ...answers];
        return { component: 'select', params: { ...labelled, ...common, items, value: textAt(typed, id) } };
      }
      const items = radioItems(asking, id, answers, needed);
      return { component: 'radios', params: { idPrefix: id, name: id, ...common, ...legend, items } };
    }
    case 'codes': {
      const items = tickItems(asking, id, is.codes, { needed, orNotKnown: is.orNotKnown });
      const classes = is.codes.length > mostRadios ? 'govuk-checkboxes--small' : '';
      return { component: 'checkboxes', params: { idPrefix: id, name: id, ...common, ...legend, items, classes } };
    }
    case 'days':
      return { component: 'textarea', params: { ...labelled, ...common, rows: 3, value: textAt(typed, id) } };
    case 'part': {
      const under = { ...asking, at: id, owed: new Map<string, string>(), answered: new Set<string>() };
      const controls = is.fields.map((each) => control(each, under, `${path}.${each.name}`));
      return { component: 'group', params: { id, ...common, legend: label }, controls };
    }
  }
}

function oneLine({ typed, type }: Asking, id: string, params: Readonly<Record<string, unknown>>): Control {
  const isPersonal = personalFields(type).some((name) => id.endsWith(`-${name}`));
  return {
    component: 'input',
    params: { ...params, value: textAt(typed, id), ...(isPersonal && { autocomplete: 'off' }) },
  };
}

/** Three boxes, each in red where the date cannot be read. */
function dayBoxes({ typed, faults }: Asking, id: string): readonly Readonly<Record<string, unknown>>[] {
  const isWrong = faults.some(({ at }) => at === id || at.startsWith(`${id}-`));
  return (['day', 'month', 'year'] as const).map((part) => ({
    name: `${id}-${part}`,
    id: `${id}-${part}`,
    label: part.charAt(0).toUpperCase() + part.slice(1),
    classes: `govuk-input--width-${part === 'year' ? '4' : '2'}${isWrong ? ' govuk-input--error' : ''}`,
    value: textAt(typed, `${id}-${part}`),
  }));
}

/** Radios cannot be unticked, so that a field which may be left out has an answer that says nothing. */
function radioItems(
  { typed }: Asking,
  id: string,
  choices: readonly Choice[],
  needed: boolean,
): readonly Readonly<Record<string, unknown>>[] {
  const chosen = textAt(typed, id);
  const all = needed ? choices : [...choices, { value: '', text: 'Not recorded' }];
  return all.map(({ value, text }) => ({
    value,
    text,
    checked: value === chosen && (value !== '' || isTyped(typed, id)),
  }));
}

function tickItems(
  asking: Asking,
  id: string,
  codes: readonly string[],
  { needed, orNotKnown }: { readonly needed: boolean; readonly orNotKnown: boolean },
): readonly Readonly<Record<string, unknown>>[] {
  const ticked = ticksAt(asking.typed, id);
  const items = codes.map((value) => ({ value, text: codeInWords(codes, value), checked: ticked.includes(value) }));
  const exclusive: Readonly<Record<string, unknown>>[] = [];
  if (!needed) exclusive.push({ value: none, text: 'None of these', checked: ticked.includes(none) });
  if (orNotKnown && saysNotKnown(asking, id)) exclusive.push({ ...notKnownChoice, checked: ticked.includes(notKnown) });
  if (exclusive.length === 0) return items;
  return [...items, { divider: 'or' }, ...exclusive.map((each) => ({ ...each, behaviour: 'exclusive' }))];
}

const notKnownChoice: Choice = { value: notKnown, text: 'Not known' };

/** Only who may say that something is not known is offered it, and whoever puts right what an import said so of. */
function saysNotKnown({ mayBeNotKnown, typed }: Asking, id: string): boolean {
  return mayBeNotKnown === true || ticksAt(typed, id).includes(notKnown);
}

function errorAt({ faults }: Asking, id: string, label: string): { readonly errorMessage?: { readonly text: string } } {
  const found = faults.filter(({ at }) => at === id || ['day', 'month', 'year'].some((part) => at === `${id}-${part}`));
  if (found.length === 0) return {};
  return { errorMessage: { text: found.map(({ says }) => sentence(label, says)).join(' ') } };
}

/** A fault of the form's own goes on from the name of its field; one of the services is a sentence already. */
export function sentence(label: string, says: string): string {
  return says.startsWith('must ') ? `${label.replace(/ \(optional\)$|\?$/, '')} ${says}.` : says;
}
