export { clockState, isLate, type Clock, type ClockState, type StoppedClock } from './clock.ts';
export { duties, dutiesBroughtForward, dutyNames, type Duty, type DutyTerms, type Trigger } from './duties.ts';
export { explainClock, statisticalDays, UnknownRule, type Explanation } from './explain-clock.ts';
export { editions, englandRules, singleAssessments, standingDocuments, type Edition } from './packs.ts';
export { forceInWords, lengthOf, limitInWords, type Evidence, type Force, type Limit, type Rule } from './rule.ts';
export { dueOf, englandTimescales, ruleFor, timescales, UnreliableRules, type Timescales } from './timescales.ts';
export { turn, type Turn } from './turn.ts';
export { validatePacks } from './validate.ts';
