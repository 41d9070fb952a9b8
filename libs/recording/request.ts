import type { PlainDate } from '#calendar';
import type { Role } from '#access';
import type { FactType, Proposed } from '#events';
import type { Accepted, Decision } from '#journey';
import type { MeasureId } from '#measures';
import type { Duty } from '#timescales';
import type { MovedReceipt } from './moved-receipts.ts';
import type { Past } from './past.ts';

/** A child, as one authority knows it. */
export interface ChildOf {
  readonly authority: string;
  readonly child: string;
}

/** Facts of one child, proposed together: all are recorded or none. */
export interface RecordRequest extends ChildOf {
  readonly facts: readonly Proposed[];
  readonly by: RecordedBy;
  /** Names the request: asked again with the same facts it answers the same and writes nothing. One is made where none is given. */
  readonly idempotencyKey?: string | undefined;
  /** The key was drawn for this very request, so nobody can have asked with it before or be asking with it elsewhere. */
  readonly keyIsNew?: boolean | undefined;
  /** The revision the journey must be at, as the caller last saw it. */
  readonly ifMatch?: number | undefined;
  /** Judge, and write nothing. */
  readonly preview?: boolean | undefined;
  /** Of a preview: leave out what it would move, for which every figure of the child is worked out twice. */
  readonly asksOnlyWhether?: boolean | undefined;
  /** Of one child of several: handed from the asking whether to the recording that follows at once. */
  readonly readBefore?: ReadBefore | undefined;
  /**
   * Facts of another record, or moved as they were recorded: they may say that something is not known, or bring a case
   * forward. So may an administrator.
   */
  readonly imports?: boolean | undefined;
  /** Ties together what one act recorded in several places. */
  readonly correlationId?: string | undefined;
  readonly causationId?: string | undefined;
  /** What the request said, where that is not its facts: a repeat is known by it. */
  readonly said?: unknown;
  /** Where each fact was recorded first, of facts moved from another child: they are asked for no reasons. */
  readonly origins?: readonly Origin[] | undefined;
  /** Where in another record each fact was read, of facts that an import read there. */
  readonly sources?: readonly SourceOrigin[] | undefined;
}

/**
 * A child's journey as it was read when all children of a post were judged, so that recording need not read it again. An
 * append alone may rest on it, for the expected revision proves it true.
 */
export interface ReadBefore {
  past: Past | undefined;
}

/**
 * Who records, in which role; of a person, all that they may be, by which the table of roles is asked. An import, a seed
 * and whatever else Waymark does by itself has none: what it may record was asked when it was begun.
 */
export interface RecordedBy {
  readonly user: string;
  readonly role: string;
  readonly roles?: readonly Role[];
  /** The id under which children are allocated to the person: the user's where nothing is given. */
  readonly worker?: string;
}

/** Where in a file that was imported a fact was read: kept with the fact, so that anyone can go back to the line. */
export interface SourceOrigin {
  /** What the file is: `CIN` for a children in need census. */
  readonly collection: string;
  /** The census year, by the calendar year it ends in. */
  readonly year: number;
  readonly file: string;
  readonly line: number;
  readonly element: string;
}

/**
 * When a moved fact was recorded first. It does not name the child it was recorded for, who is nobody's business here:
 * the correlation id leads whoever may look at both.
 */
export interface Origin {
  /** The id it was first recorded under. */
  readonly fact: string;
  /** An instant, RFC 3339. */
  readonly recordedAt: string;
  readonly recordedBy: string;
}

/** What became of a request. `repeated` answers as the first time. */
export type Outcome =
  | { readonly status: 'recorded' | 'repeated' | 'previewed'; readonly key: string; readonly answer: Answer }
  | { readonly status: 'refused'; readonly key: string; readonly refusal: Refusal };

/** What recording came to: the body of the 201. A preview has no revision or position of its own. */
export interface Answer extends ChildOf {
  /** The journey's revision with these facts; in a preview the one it was judged at, null before the first fact. */
  readonly revision: number | null;
  readonly position: number | null;
  readonly facts: readonly AnsweredFact[];
  /** Clocks these facts stopped after their due day. */
  readonly missed: Extract<Decision, { ok: true }>['missed'];
  /** Clocks of other facts that these facts changed. */
  readonly changed: readonly Changed[];
  /** Codes of reasons still owed: protective facts, and facts restored or moved, are recorded without waiting for them. */
  readonly reasonOwed: readonly string[];
  /** Facts recorded without the role for them: they wait for a person of one of these roles to countersign. */
  readonly countersignatureOwed?: readonly CountersignatureOwed[];
  /** The clocks now running. */
  readonly clocks: readonly AnsweredClock[];
  /** The facts that may come next. */
  readonly next: readonly FactType[];
  /** Of a preview: what else there would be to know before it is done. */
  readonly preview?: Preview;
}

/** What a preview tells beside the answer that recording would have. Nothing of it is written. */
export interface Preview {
  /** Every clock that would start, stop, move or be undone. */
  readonly turned: Accepted['turned'];
  /** The measures that would move, in some period: a row they count would be new, gone or another. */
  readonly measures: readonly MeasureId[];
  /** Published figures that would be others if they were counted now, and by how much this child would move them. */
  readonly receipts: readonly MovedReceipt[];
}

export interface AnsweredFact {
  readonly id: string;
  readonly type: FactType;
  /** Absent of a correction, which happens on no day. */
  readonly on?: PlainDate;
  /** An instant, RFC 3339. */
  readonly recordedAt: string;
  /** It was recorded without the role for it, and waits to be countersigned. */
  readonly countersignatureOwed?: true;
}

/** A fact that waits to be countersigned, and by which roles it may be. */
export interface CountersignatureOwed {
  readonly fact: string;
  readonly type: FactType;
  readonly by: readonly Role[];
}

export interface AnsweredClock {
  readonly clock: Duty;
  readonly startedOn: PlainDate;
  readonly due: PlainDate | 'unknown' | null;
  /** Of a duty counted in hours: the instant, RFC 3339 with London's offset. */
  readonly dueAt?: string;
  readonly rule: string;
}

export type Changed = Extract<Decision, { ok: true }>['changed'][number];

/** Why nothing was written. A value, not an error: it is an answer. */
export type Refusal =
  | Extract<Decision, { ok: false }>
  /** The key was used before, for other facts. */
  | { readonly because: 'key-reused' }
  /** The journey is not at the revision the caller saw, or did not stand still long enough. */
  | { readonly because: 'revision-moved'; readonly revision: number | null; readonly standing: string }
  /** Texts of facts to be moved do not open, so that they cannot be sealed for another child. Pointers begin at the list of ids. */
  | { readonly because: 'unreadable'; readonly faults: readonly DataFault[] }
  /** The table of roles does not let the person record these facts. */
  | { readonly because: 'not-permitted'; readonly lacking: readonly NotPermitted[] }
  /** A correction's data is not that of the fact it corrects. Pointers begin at the list of facts. */
  | { readonly because: 'shape'; readonly faults: readonly DataFault[] };

/** A fact, by its place in the list, that the person may not record; why, and which roles may. */
export interface NotPermitted {
  readonly fact: number;
  readonly type: FactType;
  readonly reason: string;
  readonly ask: readonly Role[];
  /** Whether the person might have recorded it as a decision taken out of hours. */
  readonly atNight: boolean;
}

export interface DataFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}
