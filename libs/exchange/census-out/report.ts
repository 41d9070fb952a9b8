import { csvLine } from '../csv.ts';
import type { LeftOut } from './census-child.ts';
import { howJudged, type CensusIssue } from './rules/judge.ts';
import { ruleCodes, type RuleCode } from './rules/rule-codes.ts';
import { censusRules } from './rules/rule-list.ts';

/** The report's columns. A line is a rule broken, something left out, or a rule nobody judged. */
export const reportHeading = csvLine(['kind', 'rule', 'child', 'where', 'what', 'why']);

export function issueLine({ type, rule, child, path, what, why }: CensusIssue): string {
  return csvLine([type, rule, child, path, what, why]);
}

export function leftOutLine({ child, fact, why }: LeftOut): string {
  return csvLine(['Left out', '', child, `fact ${fact}`, '', why]);
}

/** The rules that no fact can judge, each with the reason. */
export function notJudgedLines(): readonly string[] {
  return ruleCodes.flatMap((rule) => {
    const how = howJudged(rule);
    return how.judged === 'never'
      ? [csvLine(['Not judged', rule, '', '', censusRules[rule].message, how.because])]
      : [];
  });
}

/** How often each rule was broken, for a screen. */
export class IssueCounts {
  private readonly counts = new Map<RuleCode, number>();

  note({ rule }: Pick<CensusIssue, 'rule'>): void {
    this.counts.set(rule, (this.counts.get(rule) ?? 0) + 1);
  }

  of(type: 'Error' | 'Query'): number {
    return [...this.counts].reduce((sum, [rule, count]) => sum + (censusRules[rule].type === type ? count : 0), 0);
  }

  /** In the order of the rules. */
  inWords(): readonly string[] {
    return ruleCodes.flatMap((rule) => {
      const count = this.counts.get(rule);
      if (count === undefined) return [];
      const { type, message } = censusRules[rule];
      return [`${type.padEnd(5)} ${rule.padEnd(5)} ${String(count).padStart(6)}  ${message}`];
    });
  }
}
