import path from 'node:path';
import { startChild, type Child } from './child.ts';
import type { PartStanding, PartState } from './standings.ts';

const SETTLED_MS = 60_000;
const BACK_OFF_FIRST_MS = 250;
const BACK_OFF_MAX_MS = 30_000;
const FAILURES_MAX = 3;

/** A part of Waymark that runs as a process of its own. */
export interface Part {
  readonly name: string;
  readonly purpose: string;
  /** The JavaScript file it runs. */
  readonly program: string;
  readonly execArgv?: readonly string[];
  /** Asked at each start, so that a part started again can be given what the first start found out. */
  readonly environment: () => Record<string, string>;
  /**
   * What its failing means. `stop-all-at-three`: everything rests on it, so three failures within a minute stop everything.
   * `stop-all-at-first`: a reason it cannot start at all stops everything; a later crash is started again.
   * `carry-on`: the others run without it while it is started again.
   */
  readonly whenItFails: 'stop-all-at-three' | 'stop-all-at-first' | 'carry-on';
  readonly readyWithinMs: number;
  readonly stopWithinMs: number;
  readonly onReady?: (ready: Readonly<Record<string, unknown>>, pid: number | undefined) => void;
}

export interface RunningPart {
  readonly standing: () => PartStanding;
  /** Starts it. Resolves once it is ready, or has failed in a way that lets the others start without it. */
  readonly start: () => Promise<void>;
  readonly send: (message: object) => void;
  readonly stop: () => Promise<'stopped' | 'forced'>;
}

export interface PartSurroundings {
  readonly logFolder: string;
  readonly onChange: () => void;
  /** Called once, with a sentence, when everything must stop because of this part. */
  readonly onGivenUp: (reason: string) => void;
}

export function runPart(part: Part, { logFolder, onChange, onGivenUp }: PartSurroundings): RunningPart {
  let state: PartState = 'waiting';
  let child: Child | undefined;
  let reason: string | undefined;
  let status: Readonly<Record<string, unknown>> | undefined;
  let restarts = 0;
  let everReady = false;
  let readyAt: number | undefined;
  let failures: readonly number[] = [];
  let again: NodeJS.Timeout | undefined;
  let settled: () => void = () => undefined;

  const become = (next: PartState): void => {
    state = next;
    onChange();
  };
  const isStopping = (): boolean => state === 'stopping' || state === 'stopped';

  function launch(): void {
    let saidWhy: string | undefined;
    readyAt = undefined;
    const started = startChild({
      program: part.program,
      environment: part.environment(),
      execArgv: part.execArgv,
      logFile: path.join(logFolder, `${part.name.replaceAll(' ', '-')}.log`),
      onMessage: (message) => {
        if (message.type === 'ready') becomeReady(message);
        else if (message.type === 'failed') saidWhy = String(message['reason']);
        else if (message.type === 'status') {
          status = message;
          onChange();
        }
      },
    });
    child = started;
    const bound = setTimeout(() => {
      saidWhy = `it was not ready within ${part.readyWithinMs / 1000} seconds`;
      void started.stop(0);
    }, part.readyWithinMs);
    function becomeReady(message: Readonly<Record<string, unknown>>): void {
      clearTimeout(bound);
      everReady = true;
      readyAt = performance.now();
      part.onReady?.(message, started.pid);
      if (!isStopping()) become('ready');
      settled();
    }
    become('starting');
    void started.ended.then((how) => {
      clearTimeout(bound);
      if (!isStopping()) fail(saidWhy ?? how);
    });
  }

  function fail(why: string): void {
    const now = performance.now();
    reason = why;
    if (readyAt !== undefined && now - readyAt > SETTLED_MS) failures = [];
    failures = [...failures, now];
    const lately = failures.filter((at) => now - at < SETTLED_MS).length;
    const isHopeless =
      (part.whenItFails === 'stop-all-at-first' && !everReady) ||
      (part.whenItFails === 'stop-all-at-three' && lately >= FAILURES_MAX);
    if (isHopeless) {
      become('failed');
      onGivenUp(`The ${part.name} cannot run: ${sentence(why)}`);
    } else {
      restarts += 1;
      again = setTimeout(launch, Math.min(BACK_OFF_FIRST_MS * 2 ** (failures.length - 1), BACK_OFF_MAX_MS));
      become('restarting');
    }
    if (part.whenItFails === 'carry-on' || isHopeless) settled();
  }

  return {
    standing: () => ({
      name: part.name,
      purpose: part.purpose,
      state,
      pid: state === 'ready' || state === 'starting' ? child?.pid : undefined,
      restarts,
      reason,
      status,
    }),
    start: () =>
      new Promise((resolve) => {
        settled = resolve;
        launch();
      }),
    send: (message) => child?.send(message),
    stop: async () => {
      clearTimeout(again);
      const running = child !== undefined && (state === 'ready' || state === 'starting');
      if (state === 'waiting' || state === 'stopped') return 'stopped';
      become('stopping');
      settled();
      const how = running ? await child?.stop(part.stopWithinMs) : undefined;
      become('stopped');
      return how ?? 'stopped';
    },
  };
}

function sentence(why: string): string {
  return /[.!?…]$/.test(why.trim()) ? why.trim() : `${why.trim()}.`;
}
