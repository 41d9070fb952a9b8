import { ValidateBy, validateSync, type ValidationError } from 'class-validator';
import type { PlainDate } from '#calendar';
import { isRightAtOnce } from './right-at-once.ts';

/** One thing wrong with the shape of a body, at the place a JSON pointer (RFC 6901) names. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The moment a body is judged at: shapes ask it whether a day is still to come. */
export interface Moment {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** The day it is in London. */
  readonly today: PlainDate;
}

/** A class whose decorated fields are a shape, with rules between its fields where it has some. */
export interface Shape {
  new (): object;
  /** Rules between fields, asked once each field is right by itself. */
  readonly also?: (data: never, moment: Moment) => readonly Fault[];
}

/** Judges one value: the faults found, their pointers relative to the value. */
export type Judge = (value: unknown, moment: Moment) => readonly Fault[];

/** Every fault of a value held against a shape: missing, unknown and wrong fields, then rules between fields. */
export function faultsOf(shape: Shape, value: unknown, moment: Moment): readonly Fault[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ pointer: '', code: 'not-an-object', detail: 'Give a JSON object.' }];
  }
  if (!isRightAtOnce(shape, value, moment)) {
    const found = faultsOneByOne(shape, value, moment);
    if (found.length > 0) return found;
  }
  return shape.also?.(value as never, moment) ?? [];
}

/** The faults of the fields, as class-validator finds them. Rules between fields are not asked. */
export function faultsOneByOne(shape: Shape, value: object, moment: Moment): readonly Fault[] {
  return [...inherited(value), ...judgedAt(moment, () => fieldFaults(shape, value))];
}

/** A field decorator from a judge. A field not given is `missing`; mark it `@Optional()` where it may be left out. */
export function judgedBy(name: string, judge: Judge): PropertyDecorator {
  const judgeGiven: Judge = (value, moment) => (value === undefined ? missing : judge(value, moment));
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => judgeGiven(value, moment()).length === 0,
        defaultMessage: () => `$property is not right (${name}).`,
      },
    },
    { context: { judge: judgeGiven } },
  );
}

/** The same faults further down: at a field or an element. */
export function under(step: string | number, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `/${escaped(String(step))}${fault.pointer}` }));
}

const missing: readonly Fault[] = [{ pointer: '', code: 'missing', detail: 'This is needed.' }];

/**
 * class-validator gives its validators no context, so the moment is kept here while one synchronous validation runs;
 * shapes nest, hence the one before is put back.
 */
let current: Moment | undefined;

function judgedAt<T>(at: Moment, judging: () => T): T {
  const before = current;
  current = at;
  try {
    return judging();
  } finally {
    current = before;
  }
}

function moment(): Moment {
  if (current === undefined) throw new Error('Shapes are judged by faultsOf(), which knows the moment.');
  return current;
}

/**
 * No field of any shape is called as something that every object has, such as `constructor`. class-validator would take
 * such a name for one it knows, or for the class to judge by, and let the rest pass unjudged: it never gets to see one.
 */
function inherited(value: object): readonly Fault[] {
  return Object.keys(value)
    .filter(isInherited)
    .flatMap((name) => under(name, [unknownField(name)]));
}

function isInherited(name: string): boolean {
  return Object.hasOwn(Object.prototype, name);
}

function fieldFaults(shape: Shape, value: object): readonly Fault[] {
  const own = Object.fromEntries(Object.entries(value).filter(([name]) => !isInherited(name)));
  const held: object = Object.assign(Object.create(shape.prototype as object) as object, own);
  const errors = validateSync(held, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: true },
  });
  return errors.flatMap((error) => under(error.property, distinct(faultsAt(error))));
}

function faultsAt(error: ValidationError): Fault[] {
  const nested = (error.children ?? []).flatMap((child) => under(child.property, faultsAt(child)));
  const own = Object.entries(error.constraints ?? {}).flatMap(([name, message]) => {
    const judge = (error.contexts as Partial<Record<string, { readonly judge?: Judge }>> | undefined)?.[name]?.judge;
    if (judge !== undefined) return judge(error.value, moment());
    if (name === 'whitelistValidation') return [unknownField(error.property)];
    return [{ pointer: '', code: codes[name] ?? 'invalid', detail: `${message}.` }];
  });
  return [...own, ...nested];
}

function unknownField(property: string): Fault {
  return {
    pointer: '',
    code: 'unknown-field',
    detail: `There is no field "${property.slice(0, 60)}" here. Remove it.`,
  };
}

/** Two decorators of one field may find the same fault, such as that it is missing. */
function distinct(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Map(faults.map((fault) => [`${fault.pointer} ${fault.code}`, fault]));
  return [...seen.values()];
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Codes for class-validator's own decorators, where a shape uses them. */
const codes: Readonly<Record<string, string>> = {
  isDefined: 'missing',
  isNotEmpty: 'empty',
  isIn: 'unknown-code',
  isString: 'not-a-text',
  isBoolean: 'not-true-or-false',
  isInt: 'not-a-whole-number',
  isNumber: 'not-a-number',
  isArray: 'not-a-list',
};
