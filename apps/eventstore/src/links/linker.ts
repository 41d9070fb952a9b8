import { createHash } from 'node:crypto';
import type { Log } from '../storage/log.ts';
import type { Row } from '../storage/reads.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { decodeRecordedEvent, idOf, streamOf } from '../wire/recorded-event.ts';

/** Keeps the `$ce-<category>` and `$et-<type>` streams: a link for each event, in `$all` order. */
export type Linker = {
  /** Finishes the page in hand. Only the events after the last checkpoint are looked at again at the next start. */
  close(): Promise<void>;
};

const CHECKPOINTS = '$links-checkpoint';

/**
 * Links follow the events they point to by a moment, as on a real server. Each has an id made from what it links, so
 * that a page which was cut off is made good by repeating it.
 */
export function startLinker(log: Log, onDefect: (error: unknown) => void): Linker {
  let next = (checkpoint(log) ?? -1) + 1;
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    while (!closed) {
      const page = log.allForward(next);
      const last = page.rows.at(-1);
      if (last === undefined) return;
      const links = page.rows.flatMap((row) => linksTo(log, row));
      // Submitted together they share a commit; each alone can be repeated.
      await Promise.all(links.map(([stream, link]) => append(log, stream, link)));
      next = last.position + 1;
      if (links.length > 0)
        await append(
          log,
          CHECKPOINTS,
          event(`checkpoint/${String(last.position)}`, '$Checkpoint', String(last.position)),
        );
    }
  }

  function wake(): void {
    working ??= work()
      .catch(onDefect)
      .finally(() => {
        working = undefined;
        if (!closed && log.head() >= next) retry();
      });
  }

  /** What stopped the work (a full disk) may be over by the next look. */
  function retry(): void {
    setTimeout(wake, RETRY_MS).unref();
  }

  const stop = log.onCommit(wake);
  wake();
  return {
    close: async () => {
      closed = true;
      stop();
      await working;
    },
  };
}

const RETRY_MS = 500;

/** `child-42` is of the category `child`. System streams, and so the links themselves, are left out. */
function linksTo(log: Log, row: Row): [string, ProposedEvent][] {
  const stream = streamOf(row.record);
  if (stream.startsWith('$') || row.type.startsWith('$')) return [];
  const target = `${String(row.revision)}@${stream}`;
  const metadata = JSON.stringify({ $o: stream, $causedBy: idOf(row.record) });
  const dash = stream.indexOf('-');
  const streams = [...(dash > 0 ? [`$ce-${stream.slice(0, dash)}`] : []), `$et-${row.type}`];
  return streams.map((name) => [name, event(`${name}/${target}`, '$>', target, metadata)]);
}

function event(identity: string, type: string, data: string, metadata = ''): ProposedEvent {
  const hex = createHash('sha256').update(identity).digest('hex');
  return {
    id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    type,
    contentType: 'application/octet-stream',
    metadata: Buffer.from(metadata),
    data: Buffer.from(data),
  };
}

async function append(log: Log, stream: string, proposed: ProposedEvent): Promise<void> {
  const outcome = await log.change({ kind: 'append', stream, expected: 'any', events: [proposed] });
  if (outcome.kind === 'failed') throw new Error(outcome.fault.reason);
}

function checkpoint(log: Log): number | undefined {
  const visible = log.visible(CHECKPOINTS, Date.now());
  const row = visible.kind === 'present' ? log.reads.at(visible.sid, visible.last) : undefined;
  return row === undefined ? undefined : Number(decodeRecordedEvent(row.record).data.toString('utf8'));
}
