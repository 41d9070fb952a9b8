import 'reflect-metadata';
import { notKnown, type FactType } from '#events';
import { factShapes } from '#http';
import { placeOf } from './field-words.ts';

/** One field of a fact's data, as a form asks for it and a page tells it. */
export interface Field {
  readonly name: string;
  /** Whether the fact cannot be recorded without it. */
  readonly needed: boolean;
  readonly is: Kind;
}

/** What a field holds. Where `orNotKnown` is set, an import may have said that it is not known. */
export type Kind =
  | { readonly a: 'day' }
  | { readonly a: 'time' }
  /** Text about people; of one line where a pattern says how it is written, or where it is short. */
  | { readonly a: 'text'; readonly most: number; readonly isNumber: boolean }
  /** A name given by another system, or by practice: never text about people. */
  | { readonly a: 'name' }
  | { readonly a: 'count' }
  | { readonly a: 'flag'; readonly orNotKnown: boolean }
  | { readonly a: 'code'; readonly codes: readonly string[] }
  | { readonly a: 'codes'; readonly codes: readonly string[]; readonly orNotKnown: boolean }
  | { readonly a: 'days'; readonly most: number }
  | { readonly a: 'part'; readonly fields: readonly Field[] }
  /** The id of a fact, or a fact's data whole: the page knows them and nobody types them. */
  | { readonly a: 'given' };

/**
 * The fields of a fact's data, in the order they are asked for. Read from the shape that the services judge it by, so that
 * a fact, or a field, that is added there has its form here without a line of its own.
 */
export function fieldsOf(type: FactType): readonly Field[] {
  let known = read.get(type);
  if (known === undefined) read.set(type, (known = fieldsIn(factShapes[type])));
  return known;
}

const read = new Map<FactType, readonly Field[]>();

type Class = abstract new () => object;

/** What a shape's decorators say of one field, as OpenAPI says it. */
interface Described {
  readonly type?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly items?: Described;
  readonly required?: boolean;
  readonly oneOf?: readonly Described[];
}

function fieldsIn(shape: Class): readonly Field[] {
  const prototype = shape.prototype as object;
  const names = (Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) ?? []) as readonly string[];
  return names
    .map((name) => name.slice(1))
    .map((name) => {
      const described = Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as Described;
      return { name, needed: described.required !== false, is: kindOf(shape, name, described) };
    })
    .sort((a, b) => placeOf(a.name) - placeOf(b.name));
}

function kindOf(shape: Class, name: string, described: Described, orNotKnown = false): Kind {
  const { type, format, pattern, maxLength, items, oneOf } = described;
  if (oneOf !== undefined) {
    const [known] = oneOf.filter((each) => each.enum?.length !== 1 || each.enum[0] !== notKnown);
    return kindOf(shape, name, known ?? {}, true);
  }
  if (described.enum !== undefined) return { a: 'code', codes: described.enum };
  if (format === 'date') return { a: 'day' };
  if (format === 'uuid' || type === 'object') return { a: 'given' };
  if (type === 'boolean') return { a: 'flag', orNotKnown };
  if (type === 'integer') return { a: 'count' };
  if (type === 'array' && items?.enum !== undefined) return { a: 'codes', codes: items.enum, orNotKnown };
  if (type === 'array' && items?.format === 'date') return { a: 'days', most: described.maxItems ?? 1 };
  if (typeof type === 'function') return { a: 'part', fields: fieldsIn(type as Class) };
  if (maxLength !== undefined) return { a: 'text', most: maxLength, isNumber: pattern !== undefined };
  if (pattern?.startsWith('^([01]') === true) return { a: 'time' };
  if (pattern !== undefined) return { a: 'name' };
  throw new Unaskable(shape.name, name);
}

/** A field of a kind that no form can ask for yet. Met by the tests, which ask for every field there is. */
export class Unaskable extends Error {
  constructor(shape: string, field: string) {
    super(`No form can ask for ${shape}.${field}. Give its kind a control in apps/web/src/child.`);
    this.name = 'Unaskable';
  }
}
