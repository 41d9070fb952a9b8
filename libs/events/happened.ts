import type { PlainDate } from '#calendar';

/** A London wall-clock time, `HH:MM`, on the 24-hour clock. */
export type LondonTime = string;

/** When a fact happened: the London civil day, and the time where it is known. Facts without a time keep the order they were recorded in. */
export interface Happened {
  readonly on: PlainDate;
  readonly at?: LondonTime | undefined;
}

/** Why something was done after its due day. Owed when it was, kept and ignored when it was not. */
export interface MayBeLate {
  readonly lateReason?: Personal | undefined;
}

/** A meeting is named so that the facts it produced can be read together. */
export interface Meeting {
  readonly meetingId?: string | undefined;
}

/** A personal text as stored: encrypted under the child's own key, readable only while that key exists. */
export interface Sealed {
  /** base64url of version, nonce, ciphertext and tag. */
  readonly sealed: string;
  /** The version of the child's key that sealed it. */
  readonly key: number;
}

/** What an import says where its source has no value. Only fields that say so may hold it. */
export const notKnown = 'not-known';
export type NotKnown = typeof notKnown;

/** Text about people: plain in a proposal, sealed in the store. */
export type Personal = string | Sealed;
