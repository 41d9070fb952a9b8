/**
 * The one way to write a JSON value, after RFC 8785: no spaces, members in order of their names' UTF-16 code units,
 * numbers and text as ECMAScript writes them. Two values that mean the same give the same text, so it can be hashed.
 *
 * A member that is undefined is left out, as JSON does. Anything else that JSON cannot carry whole throws
 * `NotCanonical`, which says where it is: silence there would let two different values share a digest.
 */
export function canonical(value: unknown): string {
  return write(value, { above: undefined, step: '', depth: 0 });
}

/** A value cannot be written as JSON without losing something. */
export class NotCanonical extends Error {
  /** Where in the value, as a JSON pointer; empty for the whole. */
  readonly pointer: string;

  constructor(place: Place, what: string) {
    const pointer = pointerTo(place);
    super(`The value at ${pointer === '' ? 'the top' : pointer} ${what}. Replace it with what JSON can carry.`);
    this.name = 'NotCanonical';
    this.pointer = pointer;
  }
}

/** The way down to a value, kept as a chain so that it costs nothing to build and is only spelt when it is needed. */
interface Place {
  readonly above: Place | undefined;
  readonly step: string | number;
  readonly depth: number;
}

/** Deeper than any fact; a value that contains itself is refused here instead of exhausting the stack. */
const deepest = 200;

function write(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'string':
      return text(value, place);
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical(place, `is ${String(value)}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (place.depth === deepest)
        throw new NotCanonical(place, `is nested over ${String(deepest)} deep, or in itself`);
      return Array.isArray(value) ? array(value, place) : object(value, place);
    default:
      throw new NotCanonical(place, `is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
  }
}

function array(values: readonly unknown[], place: Place): string {
  // Array.from visits holes too, as undefined, which is refused.
  return `[${Array.from(values, (value, index) => write(value, below(place, index))).join(',')}]`;
}

function object(value: object, place: Place): string {
  const made: unknown = Object.getPrototypeOf(value);
  if (made !== Object.prototype && made !== null && Object.getPrototypeOf(made) !== null) {
    throw new NotCanonical(place, 'is not a plain object');
  }
  let written = '';
  // The default order of sort() is the order of UTF-16 code units that RFC 8785 asks for.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    const at = below(place, name);
    written += `${written === '' ? '' : ','}${text(name, at)}:${write(member, at)}`;
  }
  return `{${written}}`;
}

function text(value: string, place: Place): string {
  if (/\p{Surrogate}/u.test(value)) throw new NotCanonical(place, 'holds half of a character (a lone surrogate)');
  return JSON.stringify(value);
}

function below(place: Place, step: string | number): Place {
  return { above: place, step, depth: place.depth + 1 };
}

function pointerTo(place: Place): string {
  if (place.above === undefined) return '';
  return `${pointerTo(place.above)}/${String(place.step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
