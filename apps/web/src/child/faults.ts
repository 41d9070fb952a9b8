import { inWords, isPlainDate } from '#calendar';
import { agencies, type FactType } from '#events';
import { duties, dutyNames, type Duty } from '#timescales';
import { codeInWords } from './code-words.ts';
import { isCommon, placeOfPart } from './fact-form.ts';
import { wordsFor } from './field-words.ts';
import { fieldsOf, type Field } from './fields.ts';
import type { Recordable } from './recordable.ts';
import { plain, refusalInWords } from './refusal-words.ts';
import { idOf, type FormFault } from './typed.ts';

/** A fault of what was posted, as the services answer it. */
export interface ServiceFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A reason that is owed, as the services answer it. */
export interface OwedReason {
  readonly code: string;
  readonly clock?: string;
  readonly due?: string;
  readonly days?: number;
  readonly missing?: readonly string[];
  readonly field?: string;
  readonly pointer: string;
}

/** Where a pointer into what was posted leads on the form. */
export interface Pointed {
  readonly type: FactType;
  readonly field: Field | undefined;
  /** The path of the field within the fact's data, with points. */
  readonly path: string;
  /** The id of the control that asks for it; of a date, of its first box. */
  readonly at: string;
}

/**
 * The control that a JSON pointer of the services leads to. What several children have in common is asked once, and what
 * an earlier fact of the form says already is asked there.
 */
export function pointedTo({ parts }: Recordable, several: boolean, pointer: string): Pointed | undefined {
  const found = /^(?:\/children\/([0-9]+))?\/facts\/([0-9]+)(?:\/data)?(\/.*)?$/.exec(pointer);
  if (found === null) return undefined;
  const [, child, place = '0', rest = ''] = found;
  const { index, field } = askedAt(parts, Number(place), rest.split('/')[1] ?? 'on');
  const part = parts[index];
  if (part === undefined) return undefined;
  const steps = rest === '' ? [] : [field, ...rest.split('/').slice(2)];
  const ofAll = !several || isCommon(steps[0] ?? 'on');
  return leaf(part.type, placeOfPart(index, ofAll ? undefined : Number(child ?? 0)), steps);
}

/** The fact of the form that asks for a field, where another takes its word for it. */
function askedAt(
  parts: Recordable['parts'],
  index: number,
  field: string,
): { readonly index: number; readonly field: string } {
  const source = parts[index]?.same?.[field];
  return source === undefined ? { index, field } : askedAt(parts, source.part, source.field);
}

/** The control of one fact's data that the steps of a pointer lead to: as deep as the form asks. */
export function leaf(type: FactType, under: string, steps: readonly string[]): Pointed {
  let fields = fieldsOf(type);
  let at = under;
  let path = '';
  let field: Field | undefined;
  for (const step of steps) {
    const next = fields.find(({ name }) => name === step);
    if (next === undefined) break;
    field = next;
    at = idOf(at, step);
    path = path === '' ? step : `${path}.${step}`;
    fields = next.is.a === 'part' ? next.is.fields : [];
  }
  if (field === undefined) return { type, field, path: 'on', at: idOf(idOf(under, 'on'), 'day') };
  return { type, field, path, at: field.is.a === 'day' ? idOf(at, 'day') : at };
}

/** A fault of the services in words, at its control. */
export function faultInWords(pointed: Pointed, { code, detail }: ServiceFault): FormFault {
  const { field, type, path, at } = pointed;
  const { label } = wordsFor(type, path);
  if (field === undefined) return { at, says: plain(detail) };
  return { at, says: saysOf(field, label, code, detail) };
}

function saysOf({ is }: Field, label: string, code: string, detail: string): string {
  switch (code) {
    case 'missing':
    case 'empty':
      return missing(is.a, label);
    case 'in-the-future':
      return `${label} must not be in the future.`;
    case 'not-a-date':
      return `${label} must be a real date.`;
    case 'not-a-time':
      return `${label} must be a time on the 24-hour clock, for example 14:30.`;
    case 'not-a-count':
      return `${label} must be a whole number.`;
    case 'unknown-code':
    case 'not-true-or-false':
      return `Select one of the answers to “${label}”.`;
    default:
      return `${label}: ${plain(detail)}`;
  }
}

function missing(kind: Field['is']['a'], label: string): string {
  if (label.endsWith('?')) return `Answer “${label}”`;
  const what = label.charAt(0).toLowerCase() + label.slice(1);
  return kind === 'flag' || kind === 'code' || kind === 'codes' ? `Select: ${what}` : `Enter: ${what}`;
}

/** Why a reason is asked for, in a sentence. */
export function owedInWords({ code, clock, due, days, missing: lacked }: OwedReason): string {
  if (code === 'late-without-reason' && clock !== undefined && due !== undefined) {
    const gone = days === undefined ? '' : `, ${String(days)} ${days === 1 ? 'day' : 'days'} before`;
    return `“${titleOfDuty(clock)}” was due by ${dayInWords(due)}${gone}.`;
  }
  if (code === 'inquorate-without-reason' && lacked !== undefined && lacked.length > 0) {
    return `The meeting needs ${lacked.map((each) => codeInWords(agencies, each).toLowerCase()).join(', ')}.`;
  }
  return refusalInWords(code).sentence;
}

export function titleOfDuty(clock: string): string {
  const known = dutyNames.find((duty: Duty) => duty === clock);
  return known === undefined ? clock : duties[known].title;
}

export function dayInWords(day: string): string {
  return isPlainDate(day) ? inWords(day) : 'a day that is not known';
}
