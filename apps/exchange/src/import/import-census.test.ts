import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainDate } from '#calendar';
import { openRecording, type OpenRecording } from '#recording';
import { censusFile, censusStories, startEmbeddedNode, type EmbeddedNode } from '#testing';
import { importFiles } from './import-files.ts';

let node: EmbeddedNode;
let folder: string;
let recording: OpenRecording;

beforeAll(async () => {
  node = await startEmbeddedNode();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-import-'));
  recording = openRecording({
    eventstoreUrl: node.url,
    keysUrl: path.join(folder, 'keys.db'),
    masterKeyFile: path.join(folder, 'master.key'),
    createMasterKey: true,
    now: () => Date.parse('2026-11-29T10:00:00Z'),
  });
});

afterAll(async () => {
  await recording.close();
  await node.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const stories = [...censusStories(7, 120, plainDate('2020-06-01'), plainDate('2026-03-31'))];

function written(year: number, name = `cin-${String(year)}.xml`): string {
  const where = path.join(folder, name);
  fs.writeFileSync(where, censusFile('855', year, stories));
  return where;
}

async function imported(paths: readonly string[]) {
  const faults: string[] = [];
  const counts = await importFiles({
    recorder: recording.recorder,
    authority: '855',
    paths,
    importId: 'import-1',
    signal: new AbortController().signal,
    onFault: (file, { line, code }) => faults.push(`${file}:${String(line)} ${code}`),
  });
  return { counts, faults };
}

it('takes several years over in the order of years, and the same again writes nothing', async () => {
  const paths = [2024, 2022, 2023, 2025].map((year) => written(year));
  const first = await imported(paths);
  expect(first.faults).toEqual([]);
  expect(first.counts.recorded).toBeGreaterThan(300);
  const again = await imported(paths);
  expect(again).toEqual({ counts: { ...first.counts, changed: 0, recorded: 0 }, faults: [] });
});
