export {
  accessesPrefix,
  accessLog,
  type Access,
  type Accesses,
  type AccessesAsked,
  type AccessRead,
} from './accesses.ts';
export { caseAccess, type CaseAccess } from './case-access.ts';
export { casesStream, glassOutcomes, type CaseEntry, type GlassOutcome } from './case-entries.ts';
export type { Bar, BrokenGlass, CaseStanding, Restriction, Sight } from './case-standing.ts';
export { heldAnchors, holdAnchors, pemOf } from './anchor-folder.ts';
export { anchorLog, anchorsStream, evidenceOf, gathering, type AnchorLog, type AnchorLogRead } from './anchor-log.ts';
export { anchoring, type Anchoring, type AnchoringParts } from './anchoring.ts';
export { AnchoredFactsGone, AnchorKeyNotCurrent, AnchorsBroken, HeldAnchorDiffers } from './anchoring-errors.ts';
export { ourStreams } from './changed-heads.ts';
export { childAsKnown, type ChildAsKnown, type Withheld } from './child-as-known.ts';
export { ChildBusy, type QueueLimits } from './child-queue.ts';
export type { ClockCompared, Comparison, ComparisonAsked } from './compared.ts';
export type { FactRead } from './facts-read.ts';
export type { ClockExplained, JourneyAsked, JourneyRead } from './journey-read.ts';
export { laying, type Laid, type LayingParts, type LayRequest } from './laying.ts';
export { entriesKept, type EntriesKept } from './entries-kept.ts';
export { ledger, type Entered, type Entry, type Ledger, type LedgerParts } from './ledger.ts';
export { openRecording, type OpenRecording, type RecordingPlaces } from './open-recording.ts';
export { refuseKeysGone } from './keys-gone.ts';
export { lostKeys, type LostKey } from './lost-keys.ts';
export { recorder, type Recorder, type RecorderParts } from './recorder.ts';
export type {
  Answer,
  AnsweredClock,
  AnsweredFact,
  Changed,
  ChildOf,
  DataFault,
  Outcome,
  RecordRequest,
  Refusal,
  SourceOrigin,
} from './request.ts';
export { operatorFor, textsUnder, type Reader, type Texts } from './opening.ts';
export type { MoveOutcome, MoveRequest } from './moving.ts';
export type { ReplayRead, StepRead } from './replay-read.ts';
export type { SeveralOutcome, SeveralRequest } from './several.ts';
export { LeftUnfinished } from './unfinished.ts';
export {
  evidenced,
  verifying,
  verifyStore,
  verifyStream,
  type VerificationAsked,
  type Verified,
  type Verifying,
} from './verifying.ts';
export { NotLawful, type JourneyKept, type Proposal, type Reconciled, type ReconcileRequest } from './reconciling.ts';
export { bundleOf, filesOfBundle, NotABundle, type BundleParts } from './bundle.ts';
export { NotToBeFound, type Disclosure, type DisclosureAsked } from './disclosure.ts';
export { listErasures, NotAnErasureList, takeErasures } from './erasure-list.ts';
export {
  applyErasures,
  erasedId,
  erasuresLedger,
  erasuresStream,
  orderId,
  readErasures,
  type ErasureRead,
} from './erasures.ts';
export {
  type Erased,
  type ErasureOutcome,
  type ErasureRefused,
  type ErasureRequest,
  type ErasureStep,
} from './erasing.ts';
export { subjectAccess, type SubjectAccess, type SubjectAccessAsked } from './subject-access.ts';
export { subjectAccessPage, subjectAccessStyle } from './subject-access-page.ts';
