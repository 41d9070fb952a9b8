import { runPart, type Part } from './part.ts';
import type { PartStanding } from './standings.ts';

/** Parts kept running in their order: started one after the other is ready, stopped the other way round. */
export interface Supervisor {
  /** Resolves once all have started, or the start was given up or stopped. */
  readonly start: () => Promise<void>;
  /** Stops all in reverse. May be called twice; resolves when nothing runs any more. */
  readonly stop: () => Promise<void>;
  readonly standings: () => readonly PartStanding[];
  readonly send: (name: string, message: object) => void;
}

export interface Supervision {
  readonly parts: readonly Part[];
  readonly logFolder: string;
  readonly onChange?: (standings: readonly PartStanding[]) => void;
  /** Everything must stop, for this reason. Called once. */
  readonly onGivenUp: (reason: string) => void;
  /** A part did not stop when asked and was ended by force. */
  readonly onForced: (name: string) => void;
}

export function supervise({ parts, logFolder, onChange, onGivenUp, onForced }: Supervision): Supervisor {
  let isStopping = false;
  let isGivenUp = false;
  let stopped: Promise<void> | undefined;
  const standings = (): readonly PartStanding[] => running.map((part) => part.standing());
  const running = parts.map((part) =>
    runPart(part, {
      logFolder,
      onChange: () => onChange?.(standings()),
      onGivenUp: (reason) => {
        if (isGivenUp) return;
        isGivenUp = true;
        onGivenUp(reason);
      },
    }),
  );

  async function stopInReverse(): Promise<void> {
    isStopping = true;
    for (const part of running.toReversed()) {
      if ((await part.stop()) === 'forced') onForced(part.standing().name);
    }
  }

  return {
    standings,
    send: (name, message) => {
      running.find((part) => part.standing().name === name)?.send(message);
    },
    start: async () => {
      for (const part of running) {
        if (isStopping || isGivenUp) return;
        await part.start();
      }
    },
    stop: () => (stopped ??= stopInReverse()),
  };
}
