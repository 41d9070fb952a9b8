import { CannotUnwrap, type ChildKey } from './child-key.ts';
import { CannotOpen, CannotSeal, isSealed, open, seal, type NoKey, type Place } from './sealing.ts';

/** A fact of a child: the place of its texts, but for the field. */
export type FactOf = Omit<Place, 'field'>;

/**
 * The fact's data with its personal fields sealed. Absent ones stay absent; all else is untouched. A field within a
 * field is named with a point, as `data.name` is in a correction. Throws `CannotSeal` for a value that is not text.
 */
export function sealFact<D extends object>(key: ChildKey, fact: FactOf, personal: readonly string[], data: D): D {
  return personal.reduce(
    (sealed, field) =>
      replaceAt(sealed, field.split('.'), (value) => {
        const place = { ...fact, field };
        if (typeof value !== 'string') throw new CannotSeal(place, 'is not text');
        return seal(key, place, value);
      }),
    data,
  );
}

/** A fact's data as far as it can be read. */
export interface Opened<D> {
  readonly data: D;
  /** The personal fields whose key was erased: they are still sealed in `data`, for good. */
  readonly erased: readonly string[];
  /** The personal fields that are altered, moved, or whose key is not here: still sealed in `data`, until that is set right. */
  readonly unreadable: readonly string[];
}

/**
 * The fact's data with its personal fields opened, by the keys that `keyOf` finds for their versions. Text that was
 * never sealed stays as it is. One field that does not open keeps nobody from reading the others.
 */
export function openFact<D extends object>(
  keys: { readonly keyOf: (version: number) => ChildKey | NoKey },
  fact: FactOf,
  personal: readonly string[],
  data: D,
): Opened<D> {
  const erased: string[] = [];
  const unreadable: string[] = [];
  const opened = personal.reduce(
    (read, field) =>
      replaceAt(read, field.split('.'), (value) => {
        if (!isSealed(value)) return value;
        try {
          return open(keys.keyOf(value.key), { ...fact, field }, value);
        } catch (error) {
          if (!(error instanceof CannotOpen || error instanceof CannotUnwrap)) throw error;
          (error instanceof CannotOpen && error.code === 'erased' ? erased : unreadable).push(field);
          return value;
        }
      }),
    data,
  );
  return { data: opened, erased, unreadable };
}

/** The newest version of a child's key that any text within is sealed under; 0 where none is sealed. */
export function newestKeyIn(value: unknown): number {
  if (isSealed(value)) return value.key;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((newest: number, part: unknown) => Math.max(newest, newestKeyIn(part)), 0);
}

/** The same data with the value at the end of this path replaced, where there is one. */
function replaceAt<D extends object>(data: D, [name, ...rest]: readonly string[], by: (value: unknown) => unknown): D {
  if (name === undefined || !Object.hasOwn(data, name)) return data;
  const value: unknown = data[name as keyof D];
  if (value === undefined) return data;
  if (rest.length === 0) return { ...data, [name]: by(value) };
  return typeof value === 'object' && value !== null ? { ...data, [name]: replaceAt(value, rest, by) } : data;
}
