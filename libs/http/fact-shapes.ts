import type { Facts, FactType } from '#events';
import { AssessmentAuthorisedDto, AssessmentStartedDto } from './assessment.dto.ts';
import { ChildBornDto, ChildDetailsAmendedDto, ChildDiedDto, ChildRegisteredDto } from './child.dto.ts';
import {
  BecameLookedAfterDto,
  CeasedToBeLookedAfterDto,
  FamilyLinkedDto,
  FamilyUnlinkedDto,
  WorkerAllocatedDto,
  WorkerUnallocatedDto,
} from './circumstance.dto.ts';
import {
  CoreGroupHeldDto,
  InitialConferenceBookedDto,
  InitialConferenceHeldDto,
  ReviewConferenceBookedDto,
  ReviewConferenceHeldDto,
  Section47ConcludedDto,
  StrategyDiscussionHeldDto,
} from './conference.dto.ts';
import { FactCorrectedDto, FactWithdrawnDto } from './correction.dto.ts';
import {
  EmergencyProtectionOrderEndedDto,
  EmergencyProtectionOrderExtendedDto,
  EmergencyProtectionOrderMadeDto,
  PoliceProtectionEndedDto,
  PoliceProtectionTakenDto,
} from './emergency.dto.ts';
import {
  CaseClosedDto,
  ContactDecidedDto,
  ContactReceivedDto,
  ReferralDecidedDto,
  ReferralReceivedDto,
} from './front-door.dto.ts';
import { ChildInNeedPlanEndedDto, ChildInNeedPlanReviewedDto, ChildInNeedPlanStartedDto } from './need.dto.ts';
import { CaseBroughtForwardDto } from './opening.dto.ts';
import { ChildVisitedDto, PlanCategoriesChangedDto, PlanEndedDto, PlanStartedDto } from './plan.dto.ts';
import {
  OtherAuthorityPlanEndedDto,
  OtherAuthorityPlanNotedDto,
  TransferInNotifiedDto,
  TransferInWithdrawnDto,
  TransferOutNotifiedDto,
} from './transfer.dto.ts';

/**
 * The shape of every fact's data. The compiler refuses a fact without a shape, and a shape that is not the fact's.
 * They live here and not with the endpoints of their facts, because any fact may come in a batch, whichever service takes it.
 */
export const factShapes: { readonly [T in FactType]: new () => Facts[T] & object } = {
  ChildRegistered: ChildRegisteredDto,
  ChildDetailsAmended: ChildDetailsAmendedDto,
  ChildBorn: ChildBornDto,
  ChildDied: ChildDiedDto,
  WorkerAllocated: WorkerAllocatedDto,
  WorkerUnallocated: WorkerUnallocatedDto,
  FamilyLinked: FamilyLinkedDto,
  FamilyUnlinked: FamilyUnlinkedDto,
  BecameLookedAfter: BecameLookedAfterDto,
  CeasedToBeLookedAfter: CeasedToBeLookedAfterDto,
  ContactReceived: ContactReceivedDto,
  ContactDecided: ContactDecidedDto,
  ReferralReceived: ReferralReceivedDto,
  ReferralDecided: ReferralDecidedDto,
  CaseClosed: CaseClosedDto,
  TransferInNotified: TransferInNotifiedDto,
  TransferInWithdrawn: TransferInWithdrawnDto,
  TransferOutNotified: TransferOutNotifiedDto,
  OtherAuthorityPlanNoted: OtherAuthorityPlanNotedDto,
  OtherAuthorityPlanEnded: OtherAuthorityPlanEndedDto,
  CaseBroughtForward: CaseBroughtForwardDto,
  AssessmentStarted: AssessmentStartedDto,
  AssessmentAuthorised: AssessmentAuthorisedDto,
  StrategyDiscussionHeld: StrategyDiscussionHeldDto,
  Section47Concluded: Section47ConcludedDto,
  InitialConferenceBooked: InitialConferenceBookedDto,
  InitialConferenceHeld: InitialConferenceHeldDto,
  PlanStarted: PlanStartedDto,
  PlanCategoriesChanged: PlanCategoriesChangedDto,
  CoreGroupHeld: CoreGroupHeldDto,
  ReviewConferenceBooked: ReviewConferenceBookedDto,
  ReviewConferenceHeld: ReviewConferenceHeldDto,
  PlanEnded: PlanEndedDto,
  ChildVisited: ChildVisitedDto,
  PoliceProtectionTaken: PoliceProtectionTakenDto,
  PoliceProtectionEnded: PoliceProtectionEndedDto,
  EmergencyProtectionOrderMade: EmergencyProtectionOrderMadeDto,
  EmergencyProtectionOrderExtended: EmergencyProtectionOrderExtendedDto,
  EmergencyProtectionOrderEnded: EmergencyProtectionOrderEndedDto,
  ChildInNeedPlanStarted: ChildInNeedPlanStartedDto,
  ChildInNeedPlanReviewed: ChildInNeedPlanReviewedDto,
  ChildInNeedPlanEnded: ChildInNeedPlanEndedDto,
  FactWithdrawn: FactWithdrawnDto,
  FactCorrected: FactCorrectedDto,
};
