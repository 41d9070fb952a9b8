import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { faultAsCsv, faultColumns, type CensusFault } from '#exchange';
import { openRecording } from '#recording';
import type { Store } from '#store';
import { FileNotTaken, importFiles, type ImportProgress } from '../../../exchange/src/import/import-files.ts';
import { readSettings, type Settings } from '../config.ts';
import { progressBar, remaining } from '../terminal.ts';
import { CannotDo, remark, say, type Command } from './command.ts';
import { requireServed } from './served.ts';
import { withStore } from './with-store.ts';

/** Faults shown on the screen; the report has every one. */
const mostShown = 100;
const TOLD_EVERY_MS = 500;

/** Takes an authority's census files over as facts. */
export const importCensus: Command = {
  takes: 'FILE…',
  options: {
    authority: { value: 'CODE', meaning: 'The authority whose files they are.', needed: true },
    report: { value: 'FILE', meaning: 'Write what was left out, and why, as CSV.' },
  },
  more: `Several years are taken over in the order of years, whatever order they are given in. Every header is read first: one
wrong file, and nothing is recorded. The same file again records nothing; a corrected one changes what changed. Stopped at
any point, the same command goes on. What cannot stand is listed with its line, and the rest of the child is taken over.
Example: npx waymark import-census cin-2024.xml cin-2025.xml --authority 855 --report left-out.csv`,
  run: async ({ authority = '', report }, files) => {
    requireServed(authority, readSettings().authorities);
    for (const file of files) {
      if (!fs.existsSync(file) || !fs.statSync(file).isFile()) throw new CannotDo(`There is no file ${file}.`);
    }
    return withStore((store, settings, url) => imported({ store, settings, url }, { authority, report, files }), {
      mayBeNew: true,
    });
  },
};

interface Asked {
  readonly authority: string;
  readonly report: string | undefined;
  readonly files: readonly string[];
}

async function imported({ store, settings, url }: Place, { authority, report, files }: Asked): Promise<number> {
  const { dataFolder, keysUrl, masterKeyFile, masterKeyCommand, rules } = settings;
  const recording = openRecording({
    eventstoreUrl: url,
    store,
    keysUrl,
    masterKeyFile,
    masterKeyCommand,
    rules,
    createMasterKey: masterKeyFile === path.join(dataFolder, 'master.key'),
  });
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const told = faultsTo(report);
  const bar = progress();
  try {
    const counts = await importFiles({
      recorder: recording.recorder,
      authority,
      paths: files,
      importId: randomUUID(),
      signal: stopping.signal,
      onFault: told.fault,
      onProgress: bar.show,
      onFile: (file, { Year }, { children, changed, recorded, faults }) => {
        bar.clear();
        say(
          `${file} (${String(Year)}): ${String(children)} children, ${String(changed)} changed by ${String(recorded)} facts, ${String(faults)} left out or assumed.`,
        );
      },
    });
    bar.clear();
    told.end();
    say(`${String(counts.recorded)} facts recorded of ${String(counts.changed)} children.`);
    return 0;
  } catch (error) {
    bar.clear();
    told.end();
    if (stopping.signal.aborted)
      throw new CannotDo('Stopped. What was done stands: the same command goes on from there.');
    if (error instanceof FileNotTaken) throw new CannotDo(error.message);
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await recording.close();
  }
}

/** Where the facts go. */
interface Place {
  readonly store: Store;
  readonly settings: Settings;
  readonly url: string;
}

/** Where faults go: the first to the screen, all to the report. */
function faultsTo(report: string | undefined): {
  readonly fault: (file: string, fault: CensusFault) => void;
  readonly end: () => void;
} {
  const csv = report === undefined ? undefined : fs.openSync(report, 'w');
  const write = (line: string): void => {
    if (csv !== undefined) fs.writeSync(csv, `${line}\r\n`);
  };
  write(faultColumns.join(','));
  let count = 0;
  return {
    fault(file, fault) {
      count++;
      write(faultAsCsv(file, fault));
      if (count > mostShown) return;
      const { line, child, element, rule, code, reason, leftOut } = fault;
      const named = rule === undefined ? code : `rule ${rule}, ${code}`;
      say(
        `${file}:${String(line)} child ${child ?? 'unknown'}, ${element} (${named}; left out: ${leftOut}): ${reason}`,
      );
    },
    end() {
      if (csv !== undefined) fs.closeSync(csv);
      if (count > mostShown)
        say(
          `… and ${String(count - mostShown)} more. ${report === undefined ? 'Import again with --report FILE to have them all' : `All are in ${report}`}.`,
        );
    },
  };
}

/** The share done and the time left, on a terminal as one line, elsewhere at every tenth. */
function progress(): { readonly show: (progress: ImportProgress) => void; readonly clear: () => void } {
  const began = performance.now();
  let toldAt = 0;
  let tenth = -1;
  let isShown = false;
  return {
    show({ done, total, children, file }) {
      const now = performance.now();
      const isTerminal = process.stderr.isTTY;
      const reached = Math.floor((done * 10) / Math.max(total, 1));
      if (isTerminal ? now - toldAt < TOLD_EVERY_MS : reached === tenth) return;
      toldAt = now;
      tenth = reached;
      const line = `${file} ${progressBar(done, total)} ${String(children)} children ${remaining({ at: began, done: 0 }, done, total, now)}`;
      if (isTerminal) process.stderr.write(`\r${line}\u001b[K`);
      else remark(line);
      isShown = isTerminal;
    },
    clear() {
      if (isShown) process.stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}
