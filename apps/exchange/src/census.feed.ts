import {
  censusChild,
  censusChildXml,
  censusClosing,
  censusHeader,
  censusJudge,
  censusOpening,
  IssueCounts,
  issueLine,
  leftOutLine,
  notJudgedLines,
  reportHeading,
  type CensusIssue,
  type CensusXmlOptions,
  type CensusYear,
  type Taken,
} from '#exchange';
import type { Sink } from './sink.ts';
import { withTake, type FeedAsked, type FeedParts, type OnProgress, type Take, type Tally } from './take.ts';

export interface CensusAsked extends Omit<FeedAsked, 'since'>, CensusXmlOptions {
  readonly year: CensusYear;
}

/** What came of a census file: how many children are in it, what rules it breaks, and what it leaves out. */
export interface CensusWritten extends Pick<Tally, 'withheld'> {
  readonly taken: Taken;
  readonly returned: number;
  readonly issues: IssueCounts;
  readonly leftOut: number;
}

/**
 * Writes the census of a year, one child after another, and beside it the report: every rule judged before the file is
 * given its name, everything left out, and the rules nobody can judge.
 */
export async function writeCensus(
  parts: FeedParts,
  asked: CensusAsked,
  to: { readonly file: Sink; readonly report: Sink },
  onProgress?: OnProgress,
): Promise<CensusWritten> {
  const { calendar } = parts.rules.of(asked.authority);
  return withTake(parts, asked, (take) => written(take, asked, calendar, to), onProgress);
}

async function written(
  { taken, children, tally }: Take,
  asked: CensusAsked,
  calendar: Parameters<typeof censusJudge>[1],
  { file, report }: { readonly file: Sink; readonly report: Sink },
): Promise<CensusWritten> {
  const { year } = asked;
  const header = censusHeader(year, taken);
  const { judge, close } = censusJudge(header, calendar);
  const issues = new IssueCounts();
  const note = async (found: readonly CensusIssue[]): Promise<void> => {
    for (const issue of found) {
      issues.note(issue);
      await report.write(issueLine(issue));
    }
  };
  let returned = 0;
  let leftOut = 0;
  await report.write(reportHeading);
  await file.write(censusOpening(header, taken));
  for await (const { child, facts } of children()) {
    const made = censusChild(child, facts, { year, calendar });
    for (const left of made.leftOut) await report.write(leftOutLine(left));
    leftOut += made.leftOut.length;
    if (made.child === undefined) continue;
    returned += 1;
    await note(judge(made.child));
    await file.write(censusChildXml(made.child, year, asked));
  }
  await file.write(censusClosing);
  await note(close());
  for (const line of notJudgedLines()) await report.write(line);
  return { taken, returned, issues, leftOut, withheld: tally.withheld };
}
