import type { FactType } from '#events';
import type { ClockExplained, FactRead, JourneyRead, ReplayRead } from '#recording';
import type { ClockState } from '#timescales';

/** A journey, as the services answer it. */
export type Journey = JourneyRead;
export type Fact = FactRead & {
  readonly role?: string;
  /** Of a fact recorded without the role for it: the roles that may countersign, and who did. */
  readonly countersignatureBy?: readonly string[];
  readonly countersignedBy?: string;
};
export type ClockRead = JourneyRead['clocks'][number];
export type Replay = ReplayRead;

export interface Explained {
  readonly clocks: readonly ClockExplained[];
}

/** The children of a family, as far as the reader may know of them. */
export interface Family {
  readonly familyId: string;
  readonly children: readonly { readonly child: string; readonly linkedOn?: string }[];
  /** How many more there are of whom the reader may not know. */
  readonly withheld?: number;
}

/** How a clock stood: in a preview, before and after what is proposed. */
export interface ClockStanding {
  readonly state: 'running' | 'met' | 'met-late' | 'cancelled' | 'missed' | 'unknown';
  readonly startedOn: string;
  readonly due: string | null;
  readonly dueAt?: string;
}

/** As much as a page tells of what recording came to, or would come to. */
export interface Answered {
  readonly child: string;
  /** Of a post of several children. */
  readonly status?: string;
  readonly revision: number | null;
  readonly facts: readonly { readonly id: string; readonly type: FactType; readonly on?: string }[];
  /** This and what follows is not told to who may not know of the child's record. */
  readonly missed?: readonly { readonly clock: string; readonly due: string; readonly stoppedOn: string }[];
  readonly changed?: readonly {
    readonly fact: string;
    readonly clock: string;
    readonly before: ClockStanding | null;
    readonly after: ClockStanding | null;
  }[];
  readonly reasonOwed?: readonly string[];
  readonly next?: readonly FactType[];
  readonly countersignatureOwed?: readonly { readonly type: FactType; readonly by: readonly string[] }[];
  readonly preview?: {
    readonly turned: readonly {
      readonly clock: string;
      readonly before: ClockStanding | null;
      readonly after: ClockStanding | null;
    }[];
    readonly measures: readonly string[];
    readonly receipts: readonly {
      readonly receipt: string;
      readonly measure: string;
      readonly period: Readonly<Record<string, string>>;
      readonly change: { readonly numerator: number; readonly denominator: number; readonly excluded: number };
    }[];
  };
}

/** How each clock that a page shows stands. */
export type State = ClockState;
