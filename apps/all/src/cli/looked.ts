import os from 'node:os';
import { accessLog, type Access } from '#recording';
import type { Store } from '#store';

/** A look at records from the command line. */
export interface Look extends Pick<Access, 'authority' | 'children'> {
  /** The command, as `npx waymark explain`. */
  readonly what: string;
  readonly query?: Access['query'];
  readonly reason?: string;
}

/** Puts a look into the access log before anything is shown: by who is signed in to this machine, as its administrator. */
export async function enterLook(store: Store, { query = {}, reason, ...look }: Look): Promise<void> {
  const by = { user: os.userInfo().username, role: 'administrator' };
  await accessLog({ store, now: Date.now }).record({ ...look, by, query, reason: reason ?? null });
}
