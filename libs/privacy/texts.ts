import type { Sealed } from '#events';
import { CannotUnwrap, mark, type ChildOf } from './child-key.ts';
import type { KeyStore } from './key-store.ts';
import { CannotOpen, isSealed, open, seal } from './sealing.ts';

/**
 * Seals a free text beside the journeys for one field of one entry: a text about a child under that child's key, with
 * which it goes when the child's data is erased; a text about no one child under a key of the authority's own, which no
 * erasure touches. Throws `CannotSeal` for text with half a character in it.
 */
export async function sealText(
  keys: Pick<KeyStore, 'keyFor'>,
  of: TextOf,
  entry: string,
  field: string,
  text: string,
): Promise<Sealed> {
  const { authority, child } = whose(of);
  return seal(await keys.keyFor(authority, child), { authority, child, fact: entry, field }, text);
}

/**
 * The text of this field of this entry, or why nobody can read it. Text that was never sealed is told as it stands. It asks
 * nobody's leave: only libs/recording/opening.ts calls it, which does.
 */
export async function openText(
  keys: Pick<KeyStore, 'keysOf'>,
  of: TextOf,
  entry: string,
  field: string,
  stored: unknown,
): Promise<TextRead> {
  if (typeof stored === 'string') return { text: stored };
  if (!isSealed(stored)) return { closed: 'unreadable' };
  const { authority, child } = whose(of);
  const own = await keys.keysOf(authority, child);
  try {
    return { text: open(own.keyOf(stored.key), { authority, child, fact: entry, field }, stored) };
  } catch (error) {
    if (!(error instanceof CannotOpen || error instanceof CannotUnwrap)) throw error;
    return { closed: error instanceof CannotOpen && error.code === 'erased' ? 'erased' : 'unreadable' };
  }
}

/**
 * The mark of a text that is about no one child, under the authority's own key: a repeated request is known by it, and
 * nobody without the keys can try what it may have said, as they could against a bare digest.
 */
export async function markOf(keys: Pick<KeyStore, 'keyFor'>, authority: string, text: string): Promise<string> {
  return mark(await keys.keyFor(authority, ofNoChild), text);
}

/** Whether a mark is that of this text, also under an earlier key of the authority's. Guessing marks gains nobody anything. */
export async function bearsMark(
  keys: Pick<KeyStore, 'keyFor' | 'keysOf'>,
  authority: string,
  found: string,
  text: string,
): Promise<boolean> {
  const newest = await keys.keyFor(authority, ofNoChild);
  if (mark(newest, text) === found) return true;
  const own = await keys.keysOf(authority, ofNoChild);
  for (let version = newest.version - 1; version > 0; version -= 1) {
    const key = own.keyOf(version);
    if (typeof key !== 'string' && mark(key, text) === found) return true;
  }
  return false;
}

/** Whose key a text is sealed under: a child's, or the authority's own where it is about no one child. */
export type TextOf = ChildOf | { readonly authority: string };

/** A text, or why there is none to read: its key was erased; or is not here, or the text was altered or moved. */
export type TextRead = { readonly text: string } | { readonly closed: 'erased' | 'unreadable' };

/** No child's id has a sign in it, so no child can have the authority's own key, and no erasure can name it. */
const ofNoChild = '*';

function whose(of: TextOf): ChildOf {
  return 'child' in of ? of : { authority: of.authority, child: ofNoChild };
}
