import type { FactType } from '#events';

/* What the services answer of who may know of which child, and of what waits to be countersigned. */

interface Made {
  readonly by: { readonly user: string; readonly role: string };
  readonly at: string;
  /** Nothing for whom the table of roles opens no texts, or where it cannot be read. */
  readonly reason?: string;
}

export interface Restrictions {
  readonly restrictions: readonly (Made & { readonly child: string; readonly to: readonly string[] })[];
  readonly bars: readonly (Made & { readonly child: string; readonly person: string })[];
}

export interface Openings {
  readonly toReview: number;
  readonly broken: readonly Opening[];
}

/** A restricted record opened in an emergency. */
export interface Opening extends Made {
  readonly id: string;
  readonly child: string;
  readonly until: string;
  readonly reviewed: {
    readonly outcome: 'justified' | 'not-justified';
    readonly by: Made['by'];
    readonly at: string;
    readonly note?: string;
  } | null;
}

/** How much waits for the person who asks. */
export interface WaitingCounted {
  readonly toCountersign: number;
  readonly toReview: number;
}

export interface Countersignatures {
  readonly owed: readonly Owed[];
}

/** A fact that waits to be countersigned by somebody who has one of these roles. */
export interface Owed {
  readonly child: string;
  readonly fact: string;
  readonly type: FactType;
  readonly on: string | null;
  readonly recordedAt: string;
  readonly recordedBy?: string;
  readonly by?: readonly string[];
}
