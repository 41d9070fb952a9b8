/** A running part of Waymark: what it tells its supervisor, and how it stops. */
export interface Running {
  /** Sent with the ready message: its port, its address. Never personal data. */
  readonly tells?: Readonly<Record<string, unknown>>;
  /** Finishes what was accepted. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs this process as one of Waymark's. Under a supervisor (there is an IPC channel) it reports `ready` or `failed`, leaves
 * SIGINT to the supervisor, and stops on its `stop` message or when it is gone. Alone, it stops on SIGINT and SIGTERM.
 * Exits 0 after stopping, 1 where it could not start.
 */
export async function asProcess(start: () => Promise<Running>): Promise<void> {
  const asked = stopAsked();
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n`);
    await tell({ type: 'failed', reason });
    process.exit(1);
  }
  await tell({ type: 'ready', ...running.tells });
  await asked;
  await running.stop();
  process.exit(0);
}

/** Settles when this process is asked to stop: by its supervisor, or standing alone by a signal. */
export function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
    };
    process.once('SIGTERM', stop);
    if (process.send === undefined) {
      process.once('SIGINT', stop);
      return;
    }
    // Ctrl-C signals the whole group: the supervisor decides the order.
    process.on('SIGINT', () => undefined);
    process.once('disconnect', stop);
    process.on('message', (message) => {
      if ((message as { readonly type?: unknown } | null)?.type === 'stop') stop();
    });
  });
}

/** Tells the supervisor, where there is one. */
export function tell(message: Readonly<Record<string, unknown>>): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else
      process.send(message, () => {
        resolve();
      });
  });
}
