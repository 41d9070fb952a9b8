import path from 'node:path';
import { manifestOf, ssdTableNames, type SsdTable } from '#exchange';
import { writeStatuses } from '../../../exchange/src/cp-is.feed.ts';
import { writePayloads, type FeedWritten } from '../../../exchange/src/dfe.feed.ts';
import { asJson, draftsIn } from '../../../exchange/src/folder.ts';
import { draftOf, type Draft } from '../../../exchange/src/sink.ts';
import { ssdManifest, writeTables } from '../../../exchange/src/ssd.feed.ts';
import { remark, say, type Command } from './command.ts';
import {
  feedAsked,
  feedOptions,
  orCannotWrite,
  progressOf,
  sinceOption,
  withFeeds,
  withheldInWords,
} from './with-feeds.ts';

const out = {
  value: 'FILE',
  needed: true,
  meaning: 'The file to write. One of that name is replaced once all is well.',
};

/** Writes the payloads of DfE's Children's Social Care API. */
export const exportDfe: Command = {
  options: { ...feedOptions, ...sinceOption, out },
  more: `JSON: where it was taken, then one payload a child. With --since only children who changed, and "purge": true on what was
taken back. Nothing is sent anywhere.
  npx waymark export-dfe --authority 855 --since 41273 --out payloads.json`,
  run: async (given) => {
    const asked = feedAsked(given, 'statutory-return');
    return withFeeds({ authority: asked.authority, what: 'npx waymark export-dfe' }, (parts) =>
      written(given['out'], (file) => writePayloads(parts, asked, file, progressOf()), 'payloads'),
    );
  },
};

/** Writes who is on a plan or looked after, for NHS settings. */
export const exportCpIs: Command = {
  options: { ...feedOptions, ...sinceOption, out },
  more: `A name that ends with .csv gets CSV, and beside it a manifest that says where it was taken; any other gets JSON, which says it
itself. Child, NHS number where it is held, plan type (CPP, unborn-CPP, LAC), start, end, authority. Nothing is sent anywhere.`,
  run: async (given) => {
    const asked = {
      ...feedAsked(given, 'partner-feed'),
      as: given['out']?.endsWith('.csv') === true ? 'csv' : 'json',
    } as const;
    return withFeeds({ authority: asked.authority, what: 'npx waymark export-cp-is' }, (parts) =>
      written(given['out'], async (file) => writeStatuses(parts, asked, file, progressOf()), 'statuses'),
    );
  },
};

/** Writes the tables of the Standard Safeguarding Dataset. */
export const exportSsd: Command = {
  options: { ...feedOptions, out: { ...out, value: 'FOLDER', meaning: 'The folder for one CSV file a table.' } },
  more: `Persons, contacts, episodes, assessments and factors, enquiries, conferences, plans, reviews and visits under the dataset’s own
names, and a manifest that says where they were taken.`,
  run: async (given) => {
    const asked = feedAsked(given, 'dataset');
    const folder = path.resolve(given['out'] ?? '');
    return withFeeds({ authority: asked.authority, what: 'npx waymark export-ssd' }, async (parts) => {
      const drafts = await orCannotWrite(draftsIn(folder, ssdTableNames.map(fileOf)));
      try {
        const to = Object.fromEntries(ssdTableNames.map((table) => [table, drafts.files[fileOf(table)]]));
        const tables = await writeTables(parts, asked, to as Record<SsdTable, Draft>, progressOf());
        await drafts.finish({ 'manifest.json': asJson(ssdManifest(tables.taken)) });
        for (const line of withheldInWords(tables)) remark(line);
        for (const table of ssdTableNames) remark(`${table.padEnd(26)} ${tables.rows[table]}`);
        say(`${folder}: ${ssdTableNames.length} tables, position ${String(tables.taken.position)}.`);
        return 0;
      } finally {
        await drafts.discard();
      }
    });
  },
};

function fileOf(table: SsdTable): `${SsdTable}.csv` {
  return `${table}.csv`;
}

async function written(
  to: string | undefined,
  write: (file: Draft) => Promise<FeedWritten>,
  what: string,
): Promise<number> {
  const name = path.resolve(to ?? '');
  const file = await orCannotWrite(draftOf(name));
  try {
    const { taken, told, withheld } = await write(file);
    await file.finish();
    if (name.endsWith('.csv')) {
      const manifest = await orCannotWrite(draftOf(`${name}.manifest.json`));
      await manifest.write(asJson(manifestOf('CP-IS', taken)));
      await manifest.finish();
    }
    for (const line of withheldInWords({ withheld })) remark(line);
    say(`${name}: ${told} ${what}, position ${String(taken.position)}.`);
    return 0;
  } finally {
    await file.discard();
  }
}
