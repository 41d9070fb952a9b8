export { clockState, dueSoonFrom, isLate, type Clock, type ClockState, type StoppedClock } from './clock.ts';
export { duties, dutiesBroughtForward, dutyNames, shownDuties } from './duties.ts';
export type { Duty, DutyTerms, Trigger } from './duty.ts';
export { explainClock, statisticalDays, UnknownRule, type Explanation } from './explain-clock.ts';
export { editions, englandRules, singleAssessments, standingDocuments, type Edition } from './packs.ts';
export { forceInWords, lengthOf, limitInWords, type Evidence, type Force, type Limit, type Rule } from './rule.ts';
export { dueOf, englandTimescales, ruleFor, timescales, UnreliableRules, type Timescales } from './timescales.ts';
export {
  isQuorate,
  missingFrom,
  quorumsOn,
  strategyDiscussionQuorum,
  type ConferenceQuorum,
  type Quorum,
} from './quorum.ts';
export { LocalRulesUnusable, rulebookFrom } from './local-rules-file.ts';
export type { RulesFault } from './local-rules-fields.ts';
export { localDuties, readDraftRules, readLocalRules, type LocalRulesRead } from './read-local-rules.ts';
export {
  draftDuties,
  nationalRules,
  rulebook,
  sameForAll,
  type LocalRule,
  type LocalRules,
  type Rulebook,
} from './rulebook.ts';
export { turn, type Turn } from './turn.ts';
export { turnedBy } from './turned-by.ts';
export { validatePacks } from './validate.ts';
