export type { Changed, ClockStanding, Turned } from './changes.ts';
export { typeNamed } from './corrections.ts';
export type {
  Accepted,
  Circumstances,
  Decision,
  FallenFact,
  Journey,
  RefusedByOrder,
  RefusedForReason,
  Unread,
} from './decision.ts';
export { fieldsOf, fits } from './fact-fields.ts';
export { journeyLaw, journeyLaws, type JourneyLaw, type ProposedFact, type Recording } from './journey.law.ts';
export { journeyMachine } from './journey.machine.ts';
export type { MissedClock, Owed } from './reasons.ts';
export type { Refusal } from './refusal.ts';
export type { RecordedStep, Step } from './replay.ts';
export { isReasonCode, refusals, type ReasonCode, type RefusalCode } from './refusals.ts';
