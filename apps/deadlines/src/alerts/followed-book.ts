import { setTimeout as pause } from 'node:timers/promises';
import { withoutChild } from '#http';
import { StoreClosed, type Store } from '#store';
import type { AlertBook } from './alert-book.ts';

/** How a book stands that is followed: an alert may be missing from all but a whole one. */
export type BookStanding =
  | { readonly state: 'being-read' | 'whole' }
  /** Why, for a person: what to do, and no child. It is tried again, and goes on by itself once the cause is gone. */
  | { readonly state: 'not-followed'; readonly reason: string };

/** A book that is kept as the store tells. */
export interface FollowedBook {
  readonly standing: () => BookStanding;
  readonly stop: () => Promise<void>;
}

/**
 * Keeps a book as the store tells, until it is stopped. What no waiting of the store's own ends (a store that refuses us,
 * one put back from an older backup) is told and tried again, less and less often: everything is then read anew from the
 * first event, for a store put back may lack alerts that were known here. `began` is told of each beginning.
 */
export function followedBook(
  book: AlertBook,
  store: Pick<Store, 'follow' | 'identity'>,
  { began, warn }: { readonly began?: () => void; readonly warn: (reason: string) => void },
): FollowedBook {
  const leaving = new AbortController();
  const { signal } = leaving;
  let standing: BookStanding = { state: 'being-read' };
  let failures = 0;

  async function once(): Promise<void> {
    await book.follow(store, signal, {
      began: () => {
        standing = { state: 'being-read' };
        began?.();
      },
      live: () => {
        failures = 0;
        standing = { state: 'whole' };
      },
    });
  }

  async function keepFollowing(): Promise<void> {
    for (;;) {
      try {
        await once();
        return;
      } catch (error) {
        if (signal.aborted || error instanceof StoreClosed) return;
        failures += 1;
        const reason = withoutChild(error instanceof Error ? error.message : String(error));
        standing = { state: 'not-followed', reason };
        warn(reason);
      }
      await pause(Math.min(250 * 2 ** failures, mostPauseMs), undefined, { signal }).catch(() => undefined);
    }
  }

  const following = keepFollowing();
  return {
    standing: () => standing,
    async stop() {
      leaving.abort();
      await following;
    },
  };
}

const mostPauseMs = 15_000;
