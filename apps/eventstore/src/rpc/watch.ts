import type { Call } from '../http2/call.ts';
import type { Log } from '../storage/log.ts';

/** Waits for news without missing any: what was committed since `seen` counts as news already. */
export type CommitWatch = {
  seen(): number;
  /** Resolves when something was committed after `seen`, or the call is over. */
  after(seen: number): Promise<void>;
};

export function commitWatch(log: Log, call: Call): CommitWatch {
  let commits = 0;
  let wake: (() => void) | undefined;
  const tell = (): void => {
    commits += 1;
    const resolve = wake;
    wake = undefined;
    resolve?.();
  };
  const stop = log.onCommit(tell);
  call.onClose(() => {
    stop();
    tell();
  });
  return {
    seen: () => commits,
    after: (seen) =>
      commits !== seen || call.closed
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve;
          }),
  };
}
