import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CensusUnreadable, type CensusFault } from '#exchange';
import { problem, RECORDER } from '#http';
import type { Recorder } from '#recording';
import { namelessFile } from '../nameless.ts';
import { headerOf } from './census-header-of.ts';
import { FileNotTaken, importFiles, type ImportProgress } from './import-files.ts';

/** How an import stands. */
export interface Import {
  readonly id: string;
  readonly authority: string;
  readonly file: string;
  readonly year: number;
  state: 'waiting' | 'running' | 'complete' | 'failed';
  progress: ImportProgress;
  /** In order of lines; no more than are kept. */
  readonly faults: CensusFault[];
  /** Why it failed: what was taken over before stands. */
  failed?: { readonly code: string; readonly detail: string };
  /** Milliseconds it has run, on a clock that is never set. */
  readonly elapsed: () => number;
}

/** A census of the largest authority is a tenth of this. */
const mostBytes = 1024 ** 3;
const mostKept = 50;
const mostFaults = 100_000;

/**
 * The imports of this process, one file after another. A file is about children and not sealed: on disk it has no name,
 * so that it is gone with this process, however the process ends.
 */
@Injectable()
export class Imports implements OnModuleDestroy {
  private readonly imports = new Map<string, Import>();
  private readonly stopping = new AbortController();
  private readonly log = new Logger('imports');
  private last: Promise<void> = Promise.resolve();

  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  /** Takes a file in, holds its header against the authority, and takes it over when those before it are done. */
  async begin(authority: string, file: string, body: Readable, askedBy: string): Promise<Import> {
    const taken = await namelessFile('census');
    try {
      await pipeline(body, bounded(), async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) await taken.appendFile(piece);
      });
      const { Year: year } = await headerOf(taken, authority);
      const started = this.keep(authority, file, year, (await taken.stat()).size);
      this.last = this.last.then(() => this.run(started, taken, askedBy)).finally(() => taken.close());
      return started;
    } catch (error) {
      await taken.close();
      if (!(error instanceof CensusUnreadable)) throw error;
      throw problem(400, error.code, `${error.message} Nothing was recorded.`);
    }
  }

  /** An import by its id, where this process knows it. */
  of(authority: string, id: string): Import {
    const found = this.imports.get(id);
    if (found?.authority === authority) return found;
    throw problem(
      404,
      'no-such-import',
      'No import of this authority has this id here. Those of before a restart are not kept: import again.',
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.last;
  }

  private keep(authority: string, file: string, year: number, total: number): Import {
    const nothing = { children: 0, changed: 0, recorded: 0, faults: 0 };
    let began: number | undefined;
    const started: Import = {
      id: randomUUID(),
      authority,
      file,
      year,
      state: 'waiting',
      progress: { ...nothing, file, year, done: 0, total },
      faults: [],
      elapsed: () => (began === undefined ? ((began = performance.now()), 0) : performance.now() - began),
    };
    this.imports.set(started.id, started);
    for (const oldest of this.imports.keys()) {
      if (this.imports.size <= mostKept) break;
      this.imports.delete(oldest);
    }
    return started;
  }

  private async run(started: Import, taken: FileHandle, askedBy: string): Promise<void> {
    if (this.stopping.signal.aborted) return;
    started.state = 'running';
    started.elapsed();
    try {
      const counts = await importFiles({
        recorder: this.recorder,
        authority: started.authority,
        paths: [taken],
        names: [started.file],
        importId: started.id,
        askedBy,
        signal: this.stopping.signal,
        onProgress: (progress) => (started.progress = progress),
        onFault: (_, fault) => {
          if (started.faults.length < mostFaults) started.faults.push(fault);
        },
      });
      started.progress = { ...started.progress, ...counts, done: started.progress.total };
      started.state = 'complete';
    } catch (error) {
      started.state = 'failed';
      started.failed = failureOf(error);
      if (!(error instanceof FileNotTaken)) this.log.error(error);
    }
  }
}

function failureOf(error: unknown): NonNullable<Import['failed']> {
  if (error instanceof FileNotTaken) return { code: error.cause.code, detail: error.message };
  const detail =
    'The import stopped for an error. What was taken over before stands: send the file again and it goes on from there.';
  return { code: 'stopped', detail };
}

/** Lets so many bytes through and no more. */
function bounded(): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      passed += chunk.length;
      if (passed <= mostBytes) done(null, chunk);
      else done(problem(413, 'body-too-large', 'Keep a census file to 1 GiB.'));
    },
  });
}
