import fs from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from './child.ts';
import type { DemonstrationStanding } from './standings.ts';

const STOP_WITHIN_MS = 10_000;

/** Demonstration data, recorded once through the same door as everything else, by a process of its own. */
export interface Demonstration {
  readonly standing: () => DemonstrationStanding;
  /** Resolves when all is recorded, it failed, or it was stopped. Stopped, it goes on from there at the next start. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface DemonstrationSettings {
  /** Whether to begin where nothing has been begun before. */
  readonly begin: boolean;
  /** Whether to go on where an earlier start was stopped. */
  readonly goOn: boolean;
  readonly dataFolder: string;
  readonly program: string;
  readonly environment: () => Record<string, string>;
  readonly onChange: () => void;
}

export function demonstration(settings: DemonstrationSettings): Demonstration {
  const { begin, goOn, dataFolder, onChange } = settings;
  const marker = markerIn(dataFolder);
  // Said at once, so that a start interrupted before its turn comes is gone on with by the next.
  if (begin && !fs.existsSync(marker)) mark(marker, 'begun');
  let standing: DemonstrationStanding = { state: isComplete(dataFolder) ? 'complete' : 'off' };
  let child: Child | undefined;
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;

  const become = (next: DemonstrationStanding): void => {
    standing = next;
    onChange();
  };

  async function run(): Promise<void> {
    if (standing.state === 'complete' || !(goOn && fs.existsSync(marker)) || isStopping()) return;
    become({ state: 'recording' });
    const said: { done: boolean; why?: string } = { done: false };
    child = startChild({
      program: settings.program,
      environment: settings.environment(),
      logFile: path.join(dataFolder, 'logs', 'demonstration.log'),
      onMessage: (message) => {
        if (message.type === 'progress') {
          become({ state: 'recording', done: Number(message['done']), total: Number(message['total']) });
        } else if (message.type === 'complete') said.done = true;
        else if (message.type === 'failed') said.why = String(message['reason']);
      },
    });
    const how = await child.ended;
    if (said.done) {
      mark(marker, 'complete');
      become({ state: 'complete' });
    } else if (!isStopping()) become({ ...standing, state: 'failed', reason: said.why ?? how });
  }

  return {
    standing: () => standing,
    run,
    stop: async () => {
      stopping.abort();
      await child?.stop(STOP_WITHIN_MS);
    },
  };
}

function markerIn(dataFolder: string): string {
  return path.join(dataFolder, 'demonstration.json');
}

/** Whether all demonstration data was recorded into what this folder holds. */
function isComplete(dataFolder: string): boolean {
  try {
    return (JSON.parse(fs.readFileSync(markerIn(dataFolder), 'utf8')) as { state?: unknown }).state === 'complete';
  } catch {
    return false;
  }
}

function mark(marker: string, state: 'begun' | 'complete'): void {
  fs.writeFileSync(marker, `${JSON.stringify({ state })}\n`);
}
