import { inWords, isPlainDate, type PlainDate } from '#calendar';
import { catalogue, factTypes, type FactType } from '#events';
import { codeInWords } from './code-words.ts';
import { apart, wordsFor } from './field-words.ts';
import { fieldsOf, type Field } from './fields.ts';

/** What a fact is called on a page: its name taken apart, but for names that would read badly so. */
export function titleOf(type: FactType): string {
  return titles[type] ?? apart(type);
}

const titles: { readonly [T in FactType]?: string } = {
  Section47Concluded: 'Section 47 enquiry concluded',
  TransferInNotified: 'Transfer in notified',
  TransferInWithdrawn: 'Transfer in fell through',
  OtherAuthorityPlanNoted: 'Plan of another authority noted',
  OtherAuthorityPlanEnded: 'Plan of another authority ended',
  PlanStarted: 'Child protection plan started',
  PlanEnded: 'Child protection plan ended',
  PlanCategoriesChanged: 'Categories of the plan changed',
  ChildInNeedPlanStarted: 'Child in need plan started',
  ChildInNeedPlanReviewed: 'Child in need plan reviewed',
  ChildInNeedPlanEnded: 'Child in need plan ended',
  BecameLookedAfter: 'Became looked after',
  CeasedToBeLookedAfter: 'Ceased to be looked after',
  FactWithdrawn: 'Record withdrawn',
  FactCorrected: 'Record corrected',
};

/** How a fact's form is addressed: InitialConferenceHeld as initial-conference-held. */
export function slugOf(type: FactType): string {
  return type.replace(/([a-z])([A-Z0-9])|([0-9])([A-Z])/g, '$1$3-$2$4').toLowerCase();
}

export function typeCalled(slug: string): FactType | undefined {
  return factTypes.find((type) => slugOf(type) === slug);
}

/** One line of what a fact says. */
export interface Line {
  readonly label: string;
  readonly says: string;
}

/** What a fact's data says, line by line, in the words of its form. The day and the time are told by whoever shows the fact. */
export function dataInWords(type: FactType, data: object, leaveOut: readonly string[] = ['on', 'at']): readonly Line[] {
  return linesOf(type, fieldsOf(type), data, '').filter(({ name }) => !leaveOut.includes(name));
}

interface Named extends Line {
  readonly name: string;
}

function linesOf(type: FactType, fields: readonly Field[], data: object, under: string): readonly Named[] {
  const values = data as Readonly<Record<string, unknown>>;
  return fields.flatMap((field): readonly Named[] => {
    const { name, is } = field;
    const value = values[name];
    if (value === undefined || is.a === 'given') return [];
    const path = `${under}${name}`;
    const { label } = wordsFor(type, path);
    if (is.a !== 'part') return [{ name, label, says: valueInWords(field, value) }];
    return linesOf(type, is.fields, value as object, `${path}.`).map((line) => ({
      ...line,
      name,
      label: `${label.replace(', if there is one', '')}: ${line.label.charAt(0).toLowerCase()}${line.label.slice(1)}`,
    }));
  });
}

/** A value as it is read aloud. A text that is not open any more is said to be so by whoever knows why. */
export function valueInWords({ is }: Field, value: unknown): string {
  if (value === 'not-known') return 'Not known';
  if (Array.isArray(value)) {
    if (value.length === 0) return 'None';
    const codes = is.a === 'codes' ? is.codes : [];
    return value.map((each) => (isDay(each) ? inWords(each) : codeInWords(codes, String(each)))).join('; ');
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (is.a === 'day' && isDay(value)) return inWords(value);
  if (is.a === 'code') return codeInWords(is.codes, String(value));
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'Sealed: it cannot be read here';
}

/** What a fact means, for who is about to record one. */
export function meaningOf(type: FactType): string {
  return catalogue[type].meaning;
}

function isDay(value: unknown): value is PlainDate {
  return typeof value === 'string' && isPlainDate(value);
}
