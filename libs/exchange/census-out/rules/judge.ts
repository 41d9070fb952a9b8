import type { Calendar } from '#calendar';
import type { CensusChild, CensusHeader } from '../../census-records.ts';
import { windowOf } from '../../census-year.ts';
import { assessmentRules } from './assessment.rules.ts';
import { childRules } from './child.rules.ts';
import { enquiryRules } from './enquiry.rules.ts';
import { episodeRules } from './episode.rules.ts';
import { fileRuleCodes, fileRules, type FileFinding } from './file.rules.ts';
import type { ChildRules } from './finding.ts';
import { needPlanRules } from './need-plan.rules.ts';
import { planRules } from './plan.rules.ts';
import { ruleCodes, type RuleCode } from './rule-codes.ts';
import { censusRules } from './rule-list.ts';

/** A rule that a file breaks: which, by which child, where, what is there, and what the rule says. */
export interface CensusIssue {
  readonly rule: RuleCode;
  readonly type: 'Error' | 'Query';
  /** Empty of the file as a whole. */
  readonly child: string;
  readonly path: string;
  readonly what: string;
  readonly why: string;
}

/** Judges a file child after child: every rule that one record or a count can answer. */
export interface CensusJudge {
  readonly judge: (child: CensusChild) => readonly CensusIssue[];
  /** The issues of the file as a whole, once every child was judged. */
  readonly close: () => readonly CensusIssue[];
}

const ofOneChild: ChildRules = {
  ...childRules,
  ...episodeRules,
  ...assessmentRules,
  ...enquiryRules,
  ...planRules,
  ...needPlanRules,
};

/** Rules nobody can judge by the facts, and why. */
const notJudged: Partial<Readonly<Record<RuleCode, string>>> = {
  '1530':
    'It needs the list of every authority’s code, past and present, which was not seen: characters 2 to 4 are not judged.',
};

export function censusJudge(header: CensusHeader, calendar: Calendar): CensusJudge {
  const asked = { year: header.Year, window: windowOf(header.Year), calendar };
  const file = fileRules(header);
  return {
    judge(child) {
      const { LAchildID } = child.ChildIdentifiers;
      const own = ruleCodes.flatMap((rule) =>
        (ofOneChild[rule]?.(child, asked) ?? []).map(({ path, what }) => issue({ rule, child: LAchildID, path, what })),
      );
      return [...own, ...file.note(child).map(issue)];
    },
    close: () => file.findings().map(issue),
  };
}

function issue({ rule, child, path, what }: FileFinding): CensusIssue {
  const { type, message } = censusRules[rule];
  return { rule, type, child, path, what, why: message };
}

/** How a rule is judged. */
export type HowJudged = { readonly judged: 'record' | 'file' } | { readonly judged: 'never'; readonly because: string };

/** How each rule is judged: by one child's record, by the whole file, or not at all and why. */
export function howJudged(rule: RuleCode): HowJudged {
  if (ofOneChild[rule] !== undefined) return { judged: 'record' };
  if ((fileRuleCodes as readonly RuleCode[]).includes(rule)) return { judged: 'file' };
  return { judged: 'never', because: notJudged[rule] ?? 'No check was written for it.' };
}
