import path from 'node:path';
import { firstCensusYear, isCensusYear, lastCensusYear } from '#exchange';
import { writeCensus } from '../../../exchange/src/census.feed.ts';
import { draftOf } from '../../../exchange/src/sink.ts';
import { CalledWrongly, remark, say, type Command } from './command.ts';
import { feedAsked, feedOptions, orCannotWrite, progressOf, withFeeds, withheldInWords } from './with-feeds.ts';

/** Writes the children in need census of a year, judged by DfE's rules before the file is there. */
export const exportCensus: Command = {
  options: {
    ...feedOptions,
    year: { value: 'YEAR', needed: true, meaning: 'The census year by the year it ends in: 2026 for 2025 to 2026.' },
    out: {
      value: 'FILE',
      needed: true,
      meaning: 'The XML file to write. One of that name is replaced once all is well.',
    },
    report: { value: 'FILE', meaning: 'Where to write the report, as CSV. Default: the file’s name and .report.csv.' },
    'reviews-apart': { meaning: 'One Reviews element for each date, for Data to Insight’s validator.' },
    strict: { meaning: 'Write no file where a rule that forbids is broken; the report is written all the same.' },
  },
  more: `Taken again at the same --position it is the same, byte for byte. Every rule of 2025 to 2026 that the facts can judge is
judged first; the report lists each rule broken with the child and the place, all that is left out and why, and the rules
nobody can judge. Ends with 1 where --strict wrote no file.
  npx waymark export-census --authority 855 --year 2026 --out cin-855-2026.xml`,
  run: async (given) => {
    const year = Number(given['year']);
    if (!isCensusYear(year)) {
      throw new CalledWrongly(
        `${given['year'] ?? ''} is no census year: give one from ${firstCensusYear} to ${lastCensusYear}.`,
      );
    }
    const asked = feedAsked(given, 'statutory-return');
    const out = path.resolve(given['out'] ?? '');
    const reportFile = path.resolve(given['report'] ?? `${out}.report.csv`);
    const reviews = given['reviews-apart'] === undefined ? 'one-element' : 'element-per-date';
    return withFeeds({ authority: asked.authority, what: 'npx waymark export-census' }, async (parts) => {
      const file = await orCannotWrite(draftOf(out));
      const report = await orCannotWrite(draftOf(reportFile));
      try {
        const written = await writeCensus(parts, { ...asked, year, reviews }, { file, report }, progressOf());
        const errors = written.issues.of('Error');
        const refuses = given['strict'] !== undefined && errors > 0;
        await report.finish();
        if (!refuses) await file.finish();
        for (const line of [...written.issues.inWords(), ...withheldInWords(written)]) remark(line);
        say(
          `${refuses ? 'No file was written' : out}: ${written.returned} children, position ${String(written.taken.position)}; ` +
            `${errors} errors, ${written.issues.of('Query')} queries, ${written.leftOut} left out. See ${reportFile}.`,
        );
        return refuses ? 1 : 0;
      } finally {
        await file.discard();
        await report.discard();
      }
    });
  },
};
