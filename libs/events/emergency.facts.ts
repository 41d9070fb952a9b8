import type { PlainDate } from '#calendar';
import type { Happened, LondonTime, MayBeLate, Personal } from './happened.ts';

/** The police took the child into police protection. The time begins the 72 hours it may last. */
export interface PoliceProtectionTaken extends Happened {
  readonly at: LondonTime;
}

/** The child was released from police protection. */
export interface PoliceProtectionEnded extends Happened, MayBeLate {
  readonly at: LondonTime;
}

/** How long an emergency protection order runs, and why longer than such orders are known to. */
export interface OrderUntil {
  /** The last day the order is in force. */
  readonly until: PlainDate;
  readonly longerReason?: Personal | undefined;
}

/** A court made an emergency protection order. */
export interface EmergencyProtectionOrderMade extends Happened, MayBeLate, OrderUntil {}

/** The court extended the emergency protection order. */
export interface EmergencyProtectionOrderExtended extends Happened, MayBeLate, OrderUntil {}

/** The emergency protection order came to an end: it ran out, or was discharged or replaced. */
export interface EmergencyProtectionOrderEnded extends Happened, MayBeLate {}

export interface EmergencyFacts {
  PoliceProtectionTaken: PoliceProtectionTaken;
  PoliceProtectionEnded: PoliceProtectionEnded;
  EmergencyProtectionOrderMade: EmergencyProtectionOrderMade;
  EmergencyProtectionOrderExtended: EmergencyProtectionOrderExtended;
  EmergencyProtectionOrderEnded: EmergencyProtectionOrderEnded;
}
