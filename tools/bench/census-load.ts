import fs from 'node:fs';
import { v4 } from 'uuid';
import { censusReader, take } from '#exchange';
import { journeyLaw } from '#journey';
import { englandTimescales } from '#timescales';

/**
 * Reads a census file as an import does and judges every child by the law, with nothing stored. A process of its own,
 * so that what it holds at most can be told: prints its children, its seconds of processor and its peak in MiB.
 */
const [where = ''] = process.argv.slice(2);
const law = journeyLaw(englandTimescales);
const reader = censusReader();
let children = 0;
for await (const bytes of fs.createReadStream(where, { highWaterMark: 65_536 })) {
  for (const read of reader.push(bytes as Uint8Array)) {
    const at = { recordedAt: 0, recordedBy: 'bench', asksReasons: false };
    take(read, 'bench.xml', reader.header()?.Year ?? 0, {
      facts: [],
      origins: new Map(),
      judge: (facts) =>
        law.decide(
          [],
          facts.map((fact) => ({ ...fact, id: v4() })),
          at,
        ),
    });
    children++;
  }
}
reader.end();
const { user, system } = process.cpuUsage();
const seconds = (user + system) / 1_000_000;
process.stdout.write(JSON.stringify({ children, seconds, peak: process.resourceUsage().maxRSS / 1024 }));
