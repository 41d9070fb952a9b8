import type { PlainDate } from '#calendar';
import type { FactType, OrdinaryType } from '#events';
import type { Effective } from '#history';
import type { Clock, StoppedClock } from '#timescales';
import type { Changed, Turned } from './changes.ts';
import type { State } from './machines.ts';
import type { MissedClock, Owed } from './reasons.ts';
import type { RefusalCode } from './refusals.ts';
import type { Allocated, OtherPlan } from './remembered.ts';

/** A child's history, read. */
export interface Journey {
  /** Where the journey stands, in one sentence. */
  readonly standing: string;
  /** The machine's state value, region by region. */
  readonly state: State['value'];
  /** What is so of the child beside any case. */
  readonly circumstances: Circumstances;
  /** Every clock people see, stopped ones first, each in the order it came about. */
  readonly clocks: readonly (Clock | StoppedClock)[];
  /** The facts that were recorded and that today's law does not accept: kept, skipped and to be looked at. */
  readonly unread: readonly Unread[];
  /** The facts that could come next. */
  readonly next: readonly OrdinaryType[];
  /** The facts as they stand, in the order they happened. */
  readonly history: readonly Effective[];
}

/** The child's worker, families and care, and the plans of other authorities that are shown and never counted. */
export interface Circumstances {
  readonly worker?: Allocated;
  readonly families: readonly string[];
  readonly lookedAfterSince?: PlainDate;
  readonly otherAuthorityPlans: readonly OtherPlan[];
}

export interface Unread {
  readonly id: string;
  readonly code: RefusalCode;
}

/** A fact that would fall: it stood, and could not have happened if the proposal were so. */
export interface FallenFact {
  readonly id: string;
  readonly type: OrdinaryType;
  readonly on: PlainDate;
  readonly code: RefusalCode;
  /** Which of the proposed facts, from 0, makes it fall. */
  readonly because: number;
}

/** The law's answer to a proposal. Refusals are values. */
export type Decision = Accepted | RefusedByOrder | RefusedForReason;

export interface Accepted {
  readonly ok: true;
  /** The journey with the proposal in it. */
  readonly journey: Journey;
  /** The clocks the proposal stops after their due day; of a withdrawal, those stopped by what it restores. */
  readonly missed: readonly MissedClock[];
  /** What it changes for facts recorded before. */
  readonly changed: readonly Changed[];
  /** Every clock that stands otherwise with the proposal than without it, of the proposal's own facts too. */
  readonly turned: readonly Turned[];
  /**
   * Reasons that facts ought to have given and that are not asked for: of protective facts, of facts that a withdrawal
   * restores and of facts moved from another child. They are recorded all the same.
   */
  readonly reasonOwed: readonly Owed[];
}

export interface RefusedByOrder {
  readonly ok: false;
  readonly because: 'order';
  readonly code: RefusalCode;
  /** Which of the proposed facts, from 0; for `contradicts-later-facts` the one that makes the first of them fall. */
  readonly fact: number;
  readonly sentence: string;
  readonly whatNext: string;
  /**
   * Where the journey stood when the fact would have happened; for `contradicts-later-facts`, and for a child registered
   * later than that, where it stands now.
   */
  readonly standing: string;
  /** For `still-open`: what is open, each as a phrase. */
  readonly open?: readonly string[];
  /** For `contradicts-later-facts`: all that would have to go or change with it. */
  readonly laterFacts?: readonly FallenFact[];
  /** The earlier facts that are missing. */
  readonly needs?: readonly FactType[];
}

export interface RefusedForReason {
  readonly ok: false;
  readonly because: 'reason';
  readonly code: RefusalCode;
  /** Every reason owed, of every proposed fact. */
  readonly owed: readonly Owed[];
  /** Which of the proposed facts, from 0, protect a child and would be recorded if proposed without the others. */
  readonly withheld: readonly number[];
  readonly sentence: string;
  readonly whatNext: string;
}
