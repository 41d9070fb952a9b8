import type { Sealed } from '#events';
import { CannotUnwrap, type ChildOf } from './child-key.ts';
import type { KeyStore } from './key-store.ts';
import { CannotOpen, isSealed, open, seal } from './sealing.ts';

/**
 * Free text beside the journeys: why a record was restricted, why somebody broke the glass, what is noted of a published
 * figure. A text about a child is sealed under that child's key, and goes when the child's data is erased; a text about
 * no one child under a key of the authority's own, which no erasure touches.
 */
export interface Texts {
  /**
   * Seals a text for one field of one entry: give the id the entry is stored under, and keep it. Throws `CannotSeal` for
   * text with half a character in it.
   */
  readonly seal: (of: TextOf, entry: string, field: string, text: string) => Promise<Sealed>;
  /** The text of this field of this entry, or why nobody can read it. Text that was never sealed is told as it stands. */
  readonly open: (of: TextOf, entry: string, field: string, stored: unknown) => Promise<TextRead>;
}

/** Whose key a text is sealed under: a child's, or the authority's own where it is about no one child. */
export type TextOf = ChildOf | { readonly authority: string };

/** A text, or why there is none to read: its key was erased; or is not here, or the text was altered or moved. */
export type TextRead = { readonly text: string } | { readonly closed: 'erased' | 'unreadable' };

export function textsUnder(keys: Pick<KeyStore, 'keyFor' | 'keyOf' | 'settled'>): Texts {
  return {
    async seal(of, entry, field, text) {
      const { authority, child } = whose(of);
      return seal(await keys.keyFor(authority, child), { authority, child, fact: entry, field }, text);
    },
    async open(of, entry, field, stored) {
      if (typeof stored === 'string') return { text: stored };
      if (!isSealed(stored)) return { closed: 'unreadable' };
      await keys.settled();
      const { authority, child } = whose(of);
      try {
        const key = keys.keyOf(authority, child, stored.key);
        return { text: open(key, { authority, child, fact: entry, field }, stored) };
      } catch (error) {
        if (!(error instanceof CannotOpen || error instanceof CannotUnwrap)) throw error;
        return { closed: error instanceof CannotOpen && error.code === 'erased' ? 'erased' : 'unreadable' };
      }
    },
  };
}

/** No child's id has a sign in it, so no child can have the authority's own key, and no erasure can name it. */
const ofNoChild = '*';

function whose(of: TextOf): ChildOf {
  return 'child' in of ? of : { authority: of.authority, child: ofNoChild };
}
