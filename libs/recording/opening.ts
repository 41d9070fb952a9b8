import { opensPersonal, type Act, type Role } from '#access';
import {
  openFact,
  openText,
  sealText,
  type FactOf,
  type KeyStore,
  type Opened,
  type OpeningKeys,
  type TextOf,
  type TextRead,
} from '#privacy';
import type { Sealed } from '#events';
import { without } from './without.ts';

/** Who asks for a text, in which roles, and what for: the table of roles says whether it is opened to them. */
export interface Reader {
  readonly roles: readonly Role[];
  readonly for: Act;
}

/** Waymark, which shows nobody what it opens: it seals a text for another child, or holds it against what is recorded. */
export const waymarkItself = 'waymark-itself';

/**
 * Whoever sits at the machine with its keys, and runs a command there: an administrator, whose every command is a line of
 * the table as the same asked over HTTP is.
 */
export function operatorFor(act: Act): Reader {
  return { roles: ['administrator'], for: act };
}

/** A fact’s data as it may be told to somebody. */
export interface Told<D> extends Opened<D> {
  /** The personal fields that are there and not for this reader: they are not in `data`. */
  readonly withheld: readonly string[];
}

/**
 * The one way to the texts of a fact: opened as far as the keys do, for whom the table of roles says; for anybody else
 * taken out, those too that were stored before texts were sealed. `keys` are the child’s own, from `keysOf`.
 */
export function openedFact<D extends object>(
  keys: OpeningKeys,
  reader: Reader | typeof waymarkItself,
  fact: FactOf,
  personal: readonly string[],
  data: D,
): Told<D> {
  if (opensTo(reader)) return { ...openFact(keys, fact, personal, data), withheld: [] };
  const withheld = personal.filter((field) => holds(data, field.split('.')));
  const told = withheld.reduce<object>((left, field) => without(left, field.split('.')), data);
  return { data: told as D, erased: [], unreadable: [], withheld };
}

/** Free text beside the journeys: why a record was restricted, what is noted of a published figure. */
export interface Texts {
  /**
   * Seals a text for one field of one entry: give the id the entry is stored under, and keep it. Throws `CannotSeal` for
   * text with half a character in it.
   */
  readonly seal: (of: TextOf, entry: string, field: string, text: string) => Promise<Sealed>;
  /** The one way to such a text: what it says, or why this reader is not told. What was never sealed is told as it stands. */
  readonly open: (reader: Reader, of: TextOf, entry: string, field: string, stored: unknown) => Promise<TextTold>;
}

/** A text, or why somebody is not told it. */
export type TextTold = TextRead | { readonly closed: 'withheld' };

export function textsUnder(keys: Pick<KeyStore, 'keyFor' | 'keysOf'>): Texts {
  return {
    seal: (of, entry, field, text) => sealText(keys, of, entry, field, text),
    open: async (reader, of, entry, field, stored) =>
      opensTo(reader) ? openText(keys, of, entry, field, stored) : { closed: 'withheld' },
  };
}

function opensTo(reader: Reader | typeof waymarkItself): boolean {
  return reader === waymarkItself || opensPersonal(reader.roles, reader.for);
}

function holds(data: object, [name = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(data, name)) return false;
  const value: unknown = data[name as keyof typeof data];
  if (value === undefined) return false;
  return rest.length === 0 || (typeof value === 'object' && value !== null && holds(value, rest));
}
