import type { OrdinaryFacts, OrdinaryType } from '#events';

/** A fact that turns a clock, narrowed if need be to those with certain data, or to what else is running. */
export type Trigger<T extends OrdinaryType = OrdinaryType> = {
  [K in T]: {
    readonly fact: K;
    /** Only facts whose field has one of these values. */
    readonly where?: Values<OrdinaryFacts[K]>;
    /** Only facts whose field has none of these values. */
    readonly whereNot?: Values<OrdinaryFacts[K]>;
    /** Only while no clock of this duty, or of any of these, is running. */
    readonly unlessRunning?: Duty | readonly Duty[];
    /** Only while a clock of this duty is running. */
    readonly whileRunning?: Duty;
    /** Only while a rule of this duty is in force. */
    readonly ifRule?: Duty;
    /**
     * The field whose day starts or stops the clock, where that is not the day the fact happened. A fact that does not
     * have it turns nothing.
     */
    readonly dayIn?: keyof OrdinaryFacts[K] & string;
    /** Where a clock of this duty runs, the count begins where that one began. */
    readonly fromStartOf?: Duty;
    /** Where none does, the rule is that of a duty begun later, counted from its own start. */
    readonly ownStart?: true;
    /** Of two duties that could not both be meant, the other turned out to be: this one's clock was never missed. */
    readonly otherMeant?: true;
  };
}[T];

type Values<D> = { readonly [F in keyof D]?: readonly Exclude<D[F], undefined>[] };

/** What a duty's clock does, whatever the edition. How long it runs is a rule of the edition: see `packs.ts`. */
export interface DutyTerms {
  /** The timescale's number in the project's list of timescales. */
  readonly timescale: string;
  /** What is to be done, as a practitioner would say it. */
  readonly title: string;
  /** What the count begins from. */
  readonly countedFrom: string;
  readonly startedBy: readonly Trigger[];
  readonly metBy: readonly Trigger[];
  readonly cancelledBy: readonly Trigger[];
  /** What a further start does while a clock of the duty runs: nothing, begin again, or begin another beside it. */
  readonly whenRunning: 'keep' | 'restart' | 'another';
  /**
   * Whether people see the clock. The enquiry, the plans and an early single assessment have no limit: they are followed so
   * that others can be timed.
   */
  readonly shown: boolean;
  /** Timed by an authority's own rules and by no national one: without such a rule it has no clock. */
  readonly local?: true;
}

export type Duty =
  | 'decision'
  | 'initial-assessment'
  | 'core-assessment'
  | 'assessment'
  | 'assessment-from-start'
  | 'first-single-assessment'
  | 'early-single-assessment'
  | 'enquiry'
  | 'plan'
  | 'conference'
  | 'transfer-in-conference'
  | 'core-group'
  | 'first-review'
  | 'later-review'
  | 'police-protection'
  | 'emergency-order'
  | 'emergency-order-extended'
  | 'child-in-need-plan'
  | 'referral-acknowledgement'
  | 'strategy-discussion'
  | 'later-core-group'
  | 'assessment-visit'
  | 'protection-plan-visit'
  | 'child-in-need-visit'
  | 'child-in-need-review';
