import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { plainDate } from '#calendar';
import { openRecording } from '#recording';
import { censusFileLines, censusStories, childrenOf, startEmbeddedNode, type CensusStory } from '#testing';
import { importFiles } from '../../apps/exchange/src/import/import-files.ts';
import type { Figure } from './figure.ts';

const megabytes = 200;
const storedChildren = 4_000;

/** What a census import costs: reading and judging a large file, with its memory; and with its facts stored on the embedded node. */
export async function benchCensus(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-bench-'));
  try {
    const large = path.join(folder, 'large.xml');
    writeFile(large, { seed: 1, year: 2018, stories: 10_000_000, bytes: megabytes * 1_000_000 });
    const judged = await judgedOf(large);
    fs.rmSync(large);
    return [...judged, ...(await storedOf(folder))];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function judgedOf(file: string): Promise<Figure[]> {
  const program = path.join(import.meta.dirname, 'census-load.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, file]);
  const { children, seconds, peak } = JSON.parse(stdout) as Record<string, number>;
  const size = fs.statSync(file).size / 1_000_000;
  return [
    {
      name: `children of a census of ${size.toFixed(0)} MB read and judged, a processor`,
      value: (children ?? 0) / (seconds ?? 1),
      unit: 'children/s',
      goal: 2_000,
    },
    { name: `peak memory of reading and judging it`, value: peak ?? Number.NaN, unit: 'MB', goal: 300 },
  ];
}

/** A first import, the same again, and how many facts a second that is. */
async function storedOf(folder: string): Promise<Figure[]> {
  const node = await startEmbeddedNode();
  try {
    return await importOn(node.url, folder, { seed: 1, stories: storedChildren * 4 });
  } finally {
    await node.stop();
  }
}

/** A census imported on top of what a store holds, and the same again. Another seed makes other children. */
export async function importOn(
  storeUrl: string,
  folder: string,
  { seed, stories }: { readonly seed: number; readonly stories: number },
): Promise<Figure[]> {
  const file = path.join(folder, `stored-${String(seed)}.xml`);
  writeFile(file, { seed, year: 2018, stories, bytes: Number.MAX_SAFE_INTEGER });
  const recording = openRecording({
    eventstoreUrl: storeUrl,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: true,
  });
  const run = async () => {
    const began = performance.now();
    const counts = await importFiles({
      recorder: recording.recorder,
      authority: '855',
      paths: [file],
      importId: 'bench',
      signal: new AbortController().signal,
      onFault: () => undefined,
    });
    return { ...counts, seconds: (performance.now() - began) / 1000 };
  };
  try {
    const first = await run();
    const again = await run();
    return [
      {
        name: 'children imported and stored on the embedded node',
        value: first.children / first.seconds,
        unit: 'children/s',
      },
      { name: 'their facts', value: first.recorded / first.seconds, unit: 'facts/s' },
      {
        name: 'children of the same file again, nothing written',
        value: again.children / again.seconds,
        unit: 'children/s',
      },
    ];
  } finally {
    await recording.close();
    fs.rmSync(file);
  }
}

interface CensusAsked {
  readonly seed: number;
  readonly year: number;
  readonly stories: number;
  readonly bytes: number;
}

/** A file of invented children of a year, until there are so many stories or bytes. */
function writeFile(where: string, { seed, year, stories, bytes }: CensusAsked): void {
  const file = fs.openSync(where, 'w');
  let written = 0;
  let lines: string[] = [];
  const until = function* (all: Iterable<CensusStory>): Generator<CensusStory> {
    for (const story of all) {
      if (written >= bytes) return;
      yield { ...story, id: `S${String(seed)}x${story.id}` };
    }
  };
  const told = until(censusStories(seed, stories, plainDate('2016-06-01'), plainDate('2018-03-31')));
  const flush = (): void => {
    const text = `${lines.join('\n')}\n`;
    written += text.length;
    fs.writeSync(file, text);
    lines = [];
  };
  for (const line of censusFileLines('855', year, childrenOf(told, year))) if (lines.push(line) === 5_000) flush();
  flush();
  fs.closeSync(file);
}
