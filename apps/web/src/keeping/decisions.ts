import type { Form } from '../form/form.ts';
import { textIn } from '../form/form.ts';
import type { Fault } from '../form/faults.ts';
import type { FieldId, Typed } from './who-may-see.view.ts';

/** One of the decisions that the page about who may see a record takes. */
export interface Decision {
  /** Where it is posted, beneath the child's address among the services. */
  readonly path: readonly [string, ...string[]];
  readonly fields: readonly FieldId[];
  /** What is missing, by its field: the person, or people, and why. */
  readonly asks: Readonly<Partial<Record<FieldId, string>>>;
  readonly body: (typed: Typed) => object;
  /** Which field a JSON pointer into the body is about. */
  readonly fieldOf: (pointer: string) => FieldId;
  readonly said: (typed: Typed) => string;
}

const why = 'Enter the reason';

export const decisions: Readonly<Record<string, Decision>> = {
  restrict: {
    path: ['restriction'],
    fields: ['to', 'restrict-reason'],
    asks: { to: 'Enter who may see the record', 'restrict-reason': why },
    body: (typed) => ({ to: peopleIn(typed.to), reason: typed['restrict-reason'] }),
    fieldOf: (pointer) => (pointer.startsWith('/to') ? 'to' : 'restrict-reason'),
    said: (typed) => `The record is kept to ${peopleIn(typed.to).join(', ')}.`,
  },
  lift: {
    path: ['restriction', 'lift'],
    fields: ['lift-reason'],
    asks: { 'lift-reason': why },
    body: (typed) => ({ reason: typed['lift-reason'] }),
    fieldOf: () => 'lift-reason',
    said: () => 'The restriction is lifted: everybody whose role allows it may see the record.',
  },
  bar: {
    path: ['bars'],
    fields: ['person', 'bar-reason'],
    asks: { person: 'Enter who is barred', 'bar-reason': why },
    body: (typed) => ({ person: typed.person, reason: typed['bar-reason'] }),
    fieldOf: (pointer) => (pointer.startsWith('/person') ? 'person' : 'bar-reason'),
    said: (typed) => `${typed.person ?? ''} is barred from the record.`,
  },
  unbar: {
    path: ['bars', 'lift'],
    fields: ['barred', 'unbar-reason'],
    asks: { barred: 'Select whose bar is lifted', 'unbar-reason': why },
    body: (typed) => ({ person: typed.barred, reason: typed['unbar-reason'] }),
    fieldOf: (pointer) => (pointer.startsWith('/person') ? 'barred' : 'unbar-reason'),
    said: (typed) => `${typed.barred ?? ''} is barred no longer.`,
  },
};

/** What was typed into the fields of a decision; one that was left empty is empty. */
export function typedIn(form: Form, { fields }: Decision): Typed {
  return Object.fromEntries(fields.map((field) => [field, textIn(form, field) ?? '']));
}

/** What has to be entered before it can be posted. */
export function missingIn(typed: Typed, { fields, asks }: Decision): readonly Fault[] {
  return fields.flatMap((field) => {
    const text = asks[field];
    return text !== undefined && (typed[field] ?? '') === '' ? [{ field, text }] : [];
  });
}

/** People, one on each line: empty lines and a person given twice are nobody more. */
export function peopleIn(text = ''): readonly string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}
