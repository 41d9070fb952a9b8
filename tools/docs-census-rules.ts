import { censusRules, howJudged, ruleCodes, type HowJudged, type RuleCode } from '#exchange';
import { table } from './docs-table.ts';

/** How each of DfE's census rules is judged before a census file is written. */
export function censusRulesDocument(): string {
  const counts = (judged: HowJudged['judged']): number =>
    ruleCodes.filter((rule) => howJudged(rule).judged === judged).length;
  return `# Rules of the children in need census

The ${String(ruleCodes.length)} validation rules of 2025 to 2026, as the sector's validator lists them (evidence V as such). Before a census file is
written, ${String(counts('record'))} are judged by each child's record and ${String(counts('file'))} by the file as a whole; ${String(counts('never'))} cannot be judged, for the reason given. A rule whose
number ends with Q asks a question; any other forbids. They are judged for files of every year, each by the elements of
its year; rules 8945Q and 8950Q from 2025.

Where a rule's text leaves its ends open, it is read so: the last day of an episode, a child in need plan or a protection
plan may be the first of the next episode or of a plan of the other kind (8820, 4003, 4016, 4017, by their notes); for two
plans of one kind, two assessments and two enquiries that day is an overlap (8940, 4014, 8863Q, 8890). Data to Insight's
code also takes the day an episode closes for an overlap with a referral of that day (8820): its own note allows it.

${table(['rule', 'kind', 'module', 'what DfE says', 'judged by'], ruleCodes.map(row))}`;
}

function row(rule: RuleCode): readonly string[] {
  const { type, module, message } = censusRules[rule];
  return [rule, type, module, message, inWords(howJudged(rule))];
}

function inWords(how: HowJudged): string {
  switch (how.judged) {
    case 'record':
      return 'the child’s record';
    case 'file':
      return 'the whole file';
    case 'never':
      return `not judged: ${how.because}`;
  }
}
