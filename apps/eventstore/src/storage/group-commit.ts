/**
 * Appends that arrive together are committed together: one wait for the disk serves all that came in one turn of the
 * event loop. Each is still decided on its own, in order of arrival.
 */
export type GroupCommit<Request, Outcome> = {
  submit(request: Request): Promise<Outcome>;
  /** Resolves when everything submitted so far has its outcome. */
  settled(): Promise<void>;
  /** How many wait; callers that stream requests stop reading while it is high. */
  waiting(): number;
};

type Waiting<Request, Outcome> = { readonly request: Request; readonly resolve: (outcome: Outcome) => void };

/** A transaction is kept short enough that readers are not kept waiting. */
const GROUP_LIMIT = 1000;

/** `commit` takes a group and gives an outcome for each, in order; it must not throw. */
export function groupCommit<Request, Outcome>(
  commit: (group: readonly Request[]) => readonly Outcome[],
): GroupCommit<Request, Outcome> {
  let queue: Waiting<Request, Outcome>[] = [];
  let scheduled = false;
  let idle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const group = queue.length > GROUP_LIMIT ? queue.splice(0, GROUP_LIMIT) : queue;
    if (group === queue) queue = [];
    const outcomes = commit(group.map(({ request }) => request));
    group.forEach(({ resolve }, index) => {
      resolve(outcomes[index] as Outcome);
    });
    if (queue.length > 0) schedule();
    else settle();
  }

  function settle(): void {
    const waiting = idle;
    idle = [];
    for (const resolve of waiting) resolve();
  }

  return {
    submit: (request) =>
      new Promise((resolve) => {
        queue.push({ request, resolve });
        schedule();
      }),
    settled: () => (queue.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    waiting: () => queue.length,
  };
}
