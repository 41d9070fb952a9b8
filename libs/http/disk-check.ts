import { statfs } from 'node:fs/promises';
import type { ReadinessCheck, Standing } from './health.ts';

/** Bytes that this process may still write to the disk under a folder. */
export type RoomUnder = (folder: string) => Promise<number>;

/**
 * How a disk stands that posts need: not ready where it is as good as full, since they are then answered 503 whatever else
 * stands. `what` says what lies there. Where the system tells nothing of the disk, nothing is said against it.
 */
export function diskCheck(what: string, folder: string, roomUnder: RoomUnder = freeBytes): ReadinessCheck {
  return {
    name: `disk of the ${what}`,
    standing: async () => standingAt(await roomUnder(folder).catch(() => undefined)),
  };
}

/** Less than this is no room: SQLite's log and its file each grow by so much before either is used again. */
const leastBytes = 4 * 1024 * 1024;

function standingAt(room: number | undefined): Standing {
  if (room === undefined || room >= leastBytes) return { ready: true, sentence: 'There is room.' };
  return {
    ready: false,
    sentence:
      `It is full (${String(Math.floor(room / 1024))} KiB are left). Posts, and whatever names a child (worklists too), are ` +
      'answered 503 as soon as nothing more can be written; figures go on. Free space: no restart is needed, nothing ' +
      'acknowledged is lost.',
  };
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(folder);
  if (blocks === 0) throw new Error('It tells no size, so its room means nothing.');
  return bavail * bsize;
}
