import type { FactType } from '#events';
import { allow, countersigned, deny, importOnly, outOfHours, ownAllocation, type Cell, type Line } from './cell.ts';

/** Who may record each fact. The compiler refuses a fact without a line, and a line without a fact. */
export const factLines: Readonly<Record<FactType, Line>> = {
  ChildRegistered: byAnybody('Whoever first hears of a child registers the child.'),
  ChildDetailsAmended: byAnybody('Whoever learns that details are otherwise sets them right.'),
  ChildBorn: byAnybody('Whoever learns of the birth records it.'),
  ChildDied: byAnybody('Whoever learns of the death records it: nobody waits for a role.'),
  FamilyLinked: byAnybody('Whoever learns who belongs together records it.'),
  FamilyUnlinked: byAnybody('Whoever learns who belongs together records it.'),
  WorkerAllocated: byTeam('The team says who has the case, the worker on duty out of hours too.'),
  WorkerUnallocated: byTeam('The team says who has the case, the worker on duty out of hours too.'),
  BecameLookedAfter: byTeam('Whoever places the child records it.'),
  CeasedToBeLookedAfter: byTeam('Whoever ends the placement records it.'),

  ContactReceived: byAnybody('Whoever answers the contact records it.'),
  ContactDecided: byTeam('The front door decides what a contact is about; a referral is decided by a manager.'),
  ReferralReceived: byAnybody('Protective: whoever takes the referral records it.'),
  ReferralDecided: byManager('A manager decides the response to a referral, within one working day (T1).'),
  CaseClosed: {
    ...byManager('A manager closes a case, or the worker who has it.'),
    caseworker: ownAllocation('The worker who has the case closes it; the case of another is a manager’s to close.'),
  },

  TransferInNotified: byAnybody('Whoever is told of the move records it: the conference’s clock runs from it.'),
  TransferInWithdrawn: byAnybody('Whoever is told that the move will not be records it.'),
  TransferOutNotified: byAnybody('Whoever tells the other authority records it.'),
  OtherAuthorityPlanNoted: byAnybody('Whoever is told of another authority’s plan records it.'),
  OtherAuthorityPlanEnded: byAnybody('Whoever is told that it ended records it.'),

  CaseBroughtForward: {
    caseworker: deny(broughtForward()),
    manager: deny(broughtForward()),
    chair: deny(broughtForward()),
    analyst: deny(recordsNothing()),
    auditor: deny(recordsNothing()),
    administrator: allow('Takes over the balance of another record.'),
  },

  AssessmentStarted: byTeam('The worker who assesses records that the assessment began.'),
  AssessmentAuthorised: byManager('A manager authorises an assessment: whoever made it does not.'),

  StrategyDiscussionHeld: {
    ...byAnybody(''),
    caseworker: countersigned(strategy()),
    manager: allow('A manager of social work leads the strategy discussion and answers for what it decided.'),
    chair: countersigned(strategy()),
  },
  Section47Concluded: byTeam('The social worker who led the enquiries records what they came to.'),
  InitialConferenceBooked: byAnybody('Whoever books the conference records it.'),
  InitialConferenceHeld: byChair('The chair, who has no part in the case, records what the conference decided.'),
  PlanStarted: {
    ...byAnybody(''),
    caseworker: countersigned(plan()),
    manager: countersigned(plan()),
    chair: allow('The chair records the plan that the conference decided on.'),
  },
  PlanCategoriesChanged: byChair('Categories are the conference’s to change, and the chair records it.'),
  CoreGroupHeld: byAnybody('Whoever led the core group records it.'),
  ReviewConferenceBooked: byAnybody('Whoever books the review records it.'),
  ReviewConferenceHeld: byChair('The chair, who has no part in the case, records what the review decided.'),
  PlanEnded: {
    ...byManager('The chair records the end that a review decided; a manager any other: a birthday, a death, a move.'),
    chair: allow('The chair records the end that a review decided.'),
  },
  ChildVisited: byAnybody('Protective: whoever saw the child, or did not, records it.'),

  PoliceProtectionTaken: byAnybody('Protective: whoever is told by the police records it.'),
  PoliceProtectionEnded: byAnybody('Protective: whoever is told by the police records it.'),
  EmergencyProtectionOrderMade: byAnybody('Protective: whoever is told of the order records it.'),
  EmergencyProtectionOrderExtended: byAnybody('Protective: whoever is told of the order records it.'),
  EmergencyProtectionOrderEnded: byAnybody('Protective: whoever is told of the order records it.'),

  ChildInNeedPlanStarted: byTeam('The worker and the team plan with the family.'),
  ChildInNeedPlanReviewed: byTeam('Whoever led the review records it.'),
  ChildInNeedPlanEnded: byTeam('The worker and the team end the plan with the family.'),

  FactWithdrawn: asTouched('Whoever may record the fact without a countersignature may withdraw it.'),
  FactCorrected: asTouched('Whoever may record the fact may correct it, and is countersigned as for the fact.'),
};

/** Everyday work, which every practitioner records. */
function byAnybody(reason: string): Line {
  return { ...notRecorded(), caseworker: allow(reason), manager: allow(reason), chair: allow(reason) };
}

/** The work of the team that has the case; a chair has no part in it, but for an emergency. */
function byTeam(reason: string): Line {
  const independent = 'A chair has no part in the casework. Out of hours nobody is turned away.';
  return { ...notRecorded(), caseworker: allow(reason), manager: allow(reason), chair: outOfHours(independent) };
}

function byManager(reason: string): Line {
  const others = outOfHours('A manager’s decision. Out of hours it is recorded, and a manager countersigns.');
  return { ...notRecorded(), caseworker: others, manager: allow(reason), chair: others };
}

function byChair(reason: string): Line {
  const others = outOfHours('The chair’s to record. Out of hours it is recorded, and a chair countersigns.');
  return { ...notRecorded(), caseworker: others, manager: others, chair: allow(reason) };
}

function asTouched(reason: string): Line {
  const touched: Cell = allow(reason);
  const imports = importOnly('May correct what an import told, and nothing else.');
  return { ...notRecorded(), caseworker: touched, manager: touched, chair: touched, administrator: imports };
}

function notRecorded(): Line {
  const nothing = deny(recordsNothing());
  const imports = importOnly('Records what another record told, in an import, and no casework.');
  return {
    caseworker: nothing,
    manager: nothing,
    chair: nothing,
    analyst: nothing,
    auditor: nothing,
    administrator: imports,
  };
}

function recordsNothing(): string {
  return 'Analysts and auditors look at the record and add nothing to it.';
}

function broughtForward(): string {
  return 'A case is brought forward by an import only: practitioners record what happened.';
}

function strategy(): string {
  return 'Protective: it is recorded whoever was there, and the manager of social work countersigns.';
}

function plan(): string {
  return 'Protective: a child is on a plan from the day it was decided, and the chair countersigns.';
}
