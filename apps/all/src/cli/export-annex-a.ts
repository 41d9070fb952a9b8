import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isPlainDate } from '#calendar';
import { annexLists } from '#exchange';
import { annexManifest, annexWorkbook, writeAnnexA, type AnnexAsked } from '../../../exchange/src/annex-a.feed.ts';
import { asJson, draftsIn } from '../../../exchange/src/folder.ts';
import { replaceFile } from '../../../exchange/src/sink.ts';
import type { FeedParts } from '../../../exchange/src/take.ts';
import { CalledWrongly, remark, say, type Command } from './command.ts';
import { feedAsked, feedOptions, orCannotWrite, progressOf, withFeeds, withheldInWords } from './with-feeds.ts';

/** Writes Ofsted's child-level lists for an inspection. */
export const exportAnnexA: Command = {
  options: {
    ...feedOptions,
    on: { value: 'DAY', needed: true, meaning: 'The day of the inspection, YYYY-MM-DD: the six months end with it.' },
    out: { value: 'PATH', needed: true, meaning: 'A workbook (.xlsx), or a folder for one CSV file a list.' },
  },
  more: `Lists 1 and 3 to 7: contacts, referrals, assessments, enquiries and conferences, children in need, child protection. No
fact tells what lists 2 and 8 to 11 ask for. Taken again at the same --position they are the same, byte for byte.
  npx waymark export-annex-a --authority 855 --on 2026-03-31 --out annex-a.xlsx`,
  run: async (given) => {
    const { on, out = '' } = given;
    if (!isPlainDate(on)) throw new CalledWrongly(`${on ?? ''} is no day: give --on as YYYY-MM-DD.`);
    const asked = { ...feedAsked(given, 'statutory-return'), on };
    const to = path.resolve(out);
    const extension = path.extname(to);
    if (/^\.[a-z]/i.test(extension) && extension !== '.xlsx')
      throw new CalledWrongly(`Annex A is not made as ${extension}: give --out as a workbook (.xlsx) or as a folder.`);
    return withFeeds({ authority: asked.authority, what: 'npx waymark export-annex-a' }, async (parts) => {
      const { taken, rows, withheld } = to.endsWith('.xlsx')
        ? await workbookTo(parts, asked, to)
        : await filesTo(parts, asked, to);
      for (const line of withheldInWords({ withheld })) remark(line);
      const counts = annexLists.map((list) => `list ${list} ${rows[list]}`).join(', ');
      say(`${to}: ${counts} lines, position ${String(taken.position)}.`);
      return 0;
    });
  },
};

async function workbookTo(parts: FeedParts, asked: AnnexAsked, file: string) {
  const { workbook, ...written } = await annexWorkbook(parts, asked, progressOf());
  await orCannotWrite(replaceFile(file, (draft) => writeFile(draft, workbook, { mode: 0o600 })));
  return written;
}

async function filesTo(parts: FeedParts, asked: AnnexAsked, folder: string) {
  const names = annexLists.map((list) => `list-${list}.csv` as const);
  const drafts = await orCannotWrite(draftsIn(folder, names));
  try {
    const files = Object.fromEntries(annexLists.map((list) => [list, drafts.files[`list-${list}.csv`]]));
    const written = await writeAnnexA(parts, asked, files, progressOf());
    await drafts.finish({ 'manifest.json': asJson(annexManifest(written.taken, asked.on)) });
    return written;
  } finally {
    await drafts.discard();
  }
}
