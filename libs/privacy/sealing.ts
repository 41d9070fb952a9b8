import type { Sealed } from '#events';
import type { ChildKey, ChildOf } from './child-key.ts';
import { decrypt, encrypt } from './cipher.ts';

/** Where a sealed text belongs. It opens nowhere else. */
export interface Place extends ChildOf {
  /** The id of the fact. */
  readonly fact: string;
  /** The name of the field; of a field within a field, both with a point between. */
  readonly field: string;
}

/** Why there is no key to open with: it was erased, or this key store never held it. */
export type NoKey = 'erased' | 'missing';

/** Seals a text for one place. Throws `CannotSeal` for text that would not come back as it went in. */
export function seal(key: ChildKey, place: Place, text: string): Sealed {
  if (!isOf(key, place)) throw new CannotSeal(place, 'belongs to a child other than the key');
  if (/\p{Surrogate}/u.test(text)) throw new CannotSeal(place, 'holds half of a character (a lone surrogate)');
  const sealed = encrypt(key.sealing, bound(place), Buffer.from(text, 'utf8'));
  return { sealed: sealed.toString('base64url'), key: key.version };
}

/** Opens a text sealed for this place. Throws `CannotOpen` with the reason. */
export function open(key: ChildKey | NoKey, place: Place, { sealed, key: version }: Sealed): string {
  if (key === 'erased') throw new CannotOpen('erased', place);
  if (key === 'missing') throw new CannotOpen('key-missing', place);
  if (!isOf(key, place) || key.version !== version) throw new CannotOpen('wrong-key', place);
  const bytes = Buffer.from(sealed, 'base64url');
  // Decoding forgives stray characters and loose bits at the end; evidence does not, so neither does this.
  const plain = bytes.toString('base64url') === sealed ? decrypt(key.sealing, bound(place), bytes) : undefined;
  if (plain === undefined) throw new CannotOpen('tampered', place);
  return plain.toString('utf8');
}

export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Sealed>).sealed === 'string' &&
    typeof (value as Partial<Sealed>).key === 'number'
  );
}

/** A personal text cannot be sealed: a defect of whoever proposed it unchecked. */
export class CannotSeal extends Error {
  constructor(place: Place, fault: string) {
    super(`The text of ${spoken(place)} ${fault}. Check the fact before it is sealed.`);
    this.name = 'CannotSeal';
  }
}

const advice = {
  erased: 'Its key was erased, and nobody can read it again: show it as erased.',
  'key-missing': 'This key store never held its key: check KEYS_URL, or restore the keys that belong to this history.',
  'wrong-key': 'It was sealed under another key: ask the key store for the version it names.',
  tampered: 'It was altered, or moved here from another fact, field or child: verify the stream’s evidence.',
} as const;

/** A sealed text does not open. `code` says why. */
export class CannotOpen extends Error {
  readonly code: keyof typeof advice;

  constructor(code: keyof typeof advice, place: Place) {
    super(`The text of ${spoken(place)} cannot be read. ${advice[code]}`);
    this.name = 'CannotOpen';
    this.code = code;
  }
}

function isOf(key: ChildKey, place: Place): boolean {
  return key.authority === place.authority && key.child === place.child;
}

/** The associated data. No part of it may hold the sign that parts them, or two places could be bound alike. */
function bound(place: Place): string {
  const parts = [place.authority, place.child, place.fact, place.field];
  if (parts.some((part) => part === '' || part.includes('|'))) throw new CannotSeal(place, 'has no lawful place');
  return parts.join('|');
}

/** Without the child: messages end up in logs. */
function spoken({ fact, field }: Place): string {
  return `"${field}" in fact ${fact}`;
}
