import { tmpdir } from 'node:os';
import type { RowVersion } from '#measures';
import { beginTarget } from './build-target.ts';
import { openSink } from './row-sink.ts';
import { stored } from './tables.ts';

/** One version of a row, and whose it is. */
export interface PlacedVersion {
  readonly authority: string;
  readonly child: string;
  readonly version: RowVersion;
}

/** Fills a read model with rows of no facts, as a rebuild would write them: to measure what asking so many costs. */
export async function fillRows(url: string, versions: Iterable<PlacedVersion>): Promise<void> {
  const target = await beginTarget(url, tmpdir());
  try {
    const sink = await openSink(target.place(0));
    let knownAt = 0;
    let count = 0;
    for (const { authority, child, version } of versions) {
      sink.row(version.row.kind, stored(authority, child, version));
      knownAt = Math.max(knownAt, version.knownFrom);
      count += 1;
      if (count % 10_000 === 0) await sink.drained();
    }
    await sink.end();
    await target.finish(1, {
      store: 'none',
      reading: 'none',
      made: 'none',
      position: 0,
      knownAt,
      facts: 0,
      state: 'running',
      error: null,
      updated: 0,
      progress: null,
    });
    await target.swapIn();
  } finally {
    await target.discard();
  }
}
