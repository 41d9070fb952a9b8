import type { Head, KeyIntroduced, Signed } from './statement.ts';

/** One child's record with its proofs, for a recipient: what `bundle.json` holds. */
export interface Bundle {
  readonly kind: 'waymark-bundle/1';
  readonly authority: string;
  readonly child: string;
  readonly stream: string;
  readonly recipient: string;
  /** When the last fact was recorded, RFC 3339. */
  readonly asAt: string;
  /** Every fact, in order: shown in a file, or withheld, of which its digest is left. */
  readonly facts: readonly BundledFact[];
  /** Texts opened. Nothing proves that they are what the sealed texts hold but the word, and signature, of who made this. */
  readonly opened: readonly { readonly revision: number; readonly field: string; readonly text: string }[];
  /** Texts not opened, in facts that are shown. */
  readonly closed: readonly { readonly revision: number; readonly field: string; readonly why: string }[];
  readonly anchor: Anchored | null;
  /** Statements that introduce keys, from the first. */
  readonly keys: readonly Signed<KeyIntroduced>[];
  /** The key that signed `SHA256SUMS`; null where none was at hand. */
  readonly signedWith: string | null;
}

export interface BundledFact {
  readonly revision: number;
  readonly digest: string;
  readonly previous: string | null;
  /** The file of the text that was digested. */
  readonly file?: string;
  readonly withheld?: string;
}

/** The last anchor that covers the stream, and the way from its head to the root that was signed. */
export interface Anchored {
  readonly signed: Signed;
  readonly head: Head;
  readonly index: number;
  readonly path: readonly string[];
}
