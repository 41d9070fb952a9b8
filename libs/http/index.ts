export { roles, type Caller, type Identity, type Role } from './caller.ts';
export { developmentIssuer, issueDevelopmentToken, type Issue } from './development-issuer.ts';
export { developmentGate, limitsByDefault, type Gate, type Limits, type Mode } from './gate.ts';
export { gateFrom, givenIn, modeOf, type Given } from './gate-settings.ts';
export { pagePolicy } from './door.ts';
export { homeFaults } from './homes.ts';
export { productionFaults, type Need } from './production.ts';
export { AccessInterceptor, NamesRestricted, ReadsChildren, readsMark } from './access-log.ts';
export { ACCESSES, tellsOf } from './looks.ts';
export { openApiOf } from './documents.ts';
export { AssessmentAuthorisedDto, AssessmentStartedDto } from './assessment.dto.ts';
export { Asked, keyIn, type AskedToRecord } from './asked.ts';
export { ChildBornDto, ChildDetailsAmendedDto, ChildDiedDto, ChildRegisteredDto } from './child.dto.ts';
export {
  BecameLookedAfterDto,
  CeasedToBeLookedAfterDto,
  FamilyLinkedDto,
  FamilyUnlinkedDto,
  WorkerAllocatedDto,
  WorkerUnallocatedDto,
} from './circumstance.dto.ts';
export {
  CoreGroupHeldDto,
  InitialConferenceBookedDto,
  InitialConferenceHeldDto,
  ReviewConferenceBookedDto,
  ReviewConferenceHeldDto,
  Section47ConcludedDto,
  StrategyDiscussionHeldDto,
} from './conference.dto.ts';
export {
  EmergencyProtectionOrderEndedDto,
  EmergencyProtectionOrderExtendedDto,
  EmergencyProtectionOrderMadeDto,
  PoliceProtectionEndedDto,
  PoliceProtectionTakenDto,
} from './emergency.dto.ts';
export { FactCorrectedDto, FactWithdrawnDto } from './correction.dto.ts';
export {
  CaseClosedDto,
  ContactDecidedDto,
  ContactReceivedDto,
  ReferralDecidedDto,
  ReferralReceivedDto,
} from './front-door.dto.ts';
export { ChildInNeedPlanEndedDto, ChildInNeedPlanReviewedDto, ChildInNeedPlanStartedDto } from './need.dto.ts';
export {
  OtherAuthorityPlanEndedDto,
  OtherAuthorityPlanNotedDto,
  TransferInNotifiedDto,
  TransferInWithdrawnDto,
  TransferOutNotifiedDto,
} from './transfer.dto.ts';
export { CaseBroughtForwardDto } from './opening.dto.ts';
export { ChildVisitedDto, PlanCategoriesChangedDto, PlanEndedDto, PlanStartedDto } from './plan.dto.ts';
export { MoveDto } from './move.dto.ts';
export { RECORDER, Recording, type ChildAnswer, type MoveAnswer, type SeveralAnswer } from './recording.service.ts';
export {
  AuthorityInPath,
  ChildInPath,
  ExampleBody,
  FactsBody,
  MoveAnswers,
  MoveBody,
  ProblemAnswers,
  RecordingAnswers,
  Records,
  SeveralAnswers,
  SeveralBody,
} from './records.ts';
export {
  KEYS,
  eventStoreOf,
  NoEventStore,
  recordHere,
  recordingOf,
  RULEBOOK,
  serveRecording,
  STORE,
  storeCheck,
  type RecordingHere,
} from './serve-recording.ts';
export { CASES, restrictedCase, Sees, type SeesChild } from './sight.ts';
export { authoritiesIn, rulesOf, ServiceSettings, servingUnder } from './service-settings.ts';
export { readModelUrl, RowsSettings } from './rows-settings.ts';
export { ofOneMoment } from './one-moment.ts';
export { factShapes } from './fact-shapes.ts';
export { dataFaults, FactsDto, mostChildren, mostFacts, SeveralChildrenDto, type ChildFacts } from './facts.dto.ts';
export {
  AreCodes,
  hiddenFaults,
  IsAuthority,
  IsCode,
  IsCount,
  IsFactId,
  IsFlag,
  IsInstant,
  IsLondonTime,
  IsName,
  IsPart,
  IsPersonalName,
  IsPersonalText,
  IsPlainDate,
  NotInFuture,
  Optional,
} from './fields.ts';
export { answerCsv, csvMediaType, csvText, wantsCsv } from './csv.ts';
export { fault, refused, textsOf, type Query } from './query-texts.ts';
export { instantAsked, notAnInstant } from './instant.ts';
export { diskCheck } from './disk-check.ts';
export { withoutChild } from './house-errors.ts';
export { Readiness, type ReadinessCheck, type Standing } from './health.ts';
export { By, Open, openMark, requireWithin, Within } from './identity.ts';
export { May, mayMark, workerOf, type Permission } from './permission-guard.ts';
export { TakesXml } from './json-body.ts';
export { openLog } from './log.ts';
export { METRICS } from './metrics.ts';
export { AuthorityCode, ChildId, isChildId } from './path.pipes.ts';
export { answerProbes, type Probed, type Probing } from './probes.ts';
export { problem, Problem, problemMediaType, unknownChild, type ProblemDocument } from './problem.ts';
export { asProcess, stopAsked, tell, type Running } from './process.ts';
export { serverEvents, type ServerEvent } from './server-events.ts';
export { whenOver } from './when-over.ts';
export { PortTaken, serveApp, type Served, type Serving } from './serve.ts';
export { BadSettings, readSettings } from './settings.ts';
export { invalid } from './shape.pipe.ts';
export { faultsOf, judgedBy, under, type Fault, type Judge, type Moment, type Shape } from './shape.ts';
export { measureStores, type StoreFigures } from './store-metrics.ts';
export {
  defaultAuthorities,
  isLoopback,
  momentOf,
  SURROUNDINGS,
  type SignIn,
  type Surroundings,
} from './surroundings.ts';
