import path from 'node:path';
import { withoutPassword, type Settings } from './config.ts';
import type { DemonstrationStanding, PartStanding } from './standings.ts';

const BAR_WIDTH = 24;

/** What the person who typed `npm start` sees: sentences, and nothing meant for a machine. */
export interface Terminal {
  readonly say: (line: string) => void;
  readonly showParts: (parts: readonly PartStanding[]) => void;
  readonly showDemonstration: (standing: DemonstrationStanding) => void;
}

/** Where the lines go: a terminal can redraw its last line, a file cannot. */
export interface Output {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

export function terminal(output: Output, now: () => number = () => performance.now()): Terminal {
  let isBarShown = false;
  let lastTenth = -1;
  let began: { readonly at: number; readonly done: number } | undefined;
  const told = new Map<string, string>();

  const say = (line: string): void => {
    output.write(`${isBarShown ? '\r\u001b[K' : ''}${line}\n`);
    isBarShown = false;
  };

  function showProgress(done: number, total: number): void {
    began ??= { at: now(), done };
    const bar = `Demonstration data ${progressBar(done, total)} ${remaining(began, done, total, now())}`;
    const tenth = Math.floor((done * 10) / Math.max(total, 1));
    if (output.isTTY === true) {
      output.write(`\r${bar}\u001b[K`);
      isBarShown = true;
    } else if (tenth !== lastTenth) say(bar);
    lastTenth = tenth;
  }

  return {
    say,
    showParts: (parts) => {
      for (const part of parts) {
        const tale = taleOf(part);
        if (tale === undefined || told.get(part.name) === tale) continue;
        told.set(part.name, tale);
        say(tale);
      }
    },
    showDemonstration: ({ state, done, total, reason }) => {
      if (state === 'recording' && done !== undefined && total !== undefined) showProgress(done, total);
      else if (state === 'complete' && lastTenth >= 0) say('Demonstration data is recorded.');
      else if (state === 'failed') {
        say(`Demonstration data stopped: ${reason ?? 'see logs/demonstration.log'}. It goes on at the next start.`);
      }
    },
  };
}

/** Only what goes wrong is told as it happens; that all is well, the banner says once. */
function taleOf({ name, state, reason, restarts }: PartStanding): string | undefined {
  if (state === 'restarting') return `The ${name} stopped (${reason ?? 'no reason given'}); starting again…`;
  if (state === 'ready' && restarts > 0) return `Running again: ${name}.`;
  return undefined;
}

export function progressBar(done: number, total: number): string {
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} % (${done} of ${total})`;
}

export function remaining(
  began: { readonly at: number; readonly done: number },
  done: number,
  total: number,
  now: number,
) {
  const rate = (done - began.done) / (now - began.at);
  if (!(rate > 0)) return '';
  const seconds = Math.ceil((total - done) / rate / 1000);
  return seconds < 60 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

/** What runs where, once everything is ready. */
export function banner(settings: Settings, url: string, eventStoreUrl: string, seconds: number): string {
  const { dataFolder } = settings;
  const shown = (place: string): string => {
    const near = path.relative(process.cwd(), place);
    return near.startsWith('..') || !path.isAbsolute(place) ? withoutPassword(place) : near;
  };
  const store =
    settings.eventStoreUrl === undefined
      ? `embedded, ${eventStoreUrl}, kept in ${shown(path.join(dataFolder, 'events.db'))}`
      : withoutPassword(settings.eventStoreUrl);
  return [
    '',
    `Waymark runs at ${url} (ready in ${seconds.toFixed(1)} s)`,
    '',
    `  event store   ${store}`,
    `  workers       keep the rows that measures count in ${shown(settings.readModelUrl)}`,
    `  services      intake, protection, performance, deadlines, audit, exchange`,
    `  logs          ${shown(path.join(dataFolder, 'logs'))}`,
    '',
    `Open ${url}/ for the pages, ${url}/about for a first request to try, ${url}/docs for every request there is.`,
    'Stop with Ctrl-C: nothing that was accepted is lost.',
    '',
  ].join('\n');
}
