import type { Standing } from '#http';
import type { StoreMetrics } from '#store';
import type { DemonstrationStanding, PartStanding, StandingsMessage } from './standings.ts';

/** What the supervisor last told this process of all parts. Empty where there is no supervisor. */
export class PartsReport {
  private last: StandingsMessage | undefined;

  /** Listens to the supervisor, if there is one. */
  listen(): void {
    process.on('message', (message: unknown) => {
      if ((message as { readonly type?: unknown } | null)?.type === 'standings')
        this.last = message as StandingsMessage;
    });
  }

  parts(): readonly PartStanding[] {
    return this.last?.parts ?? [];
  }

  /** What the workers last told of their store, for `/metrics`. */
  storeFigures(): StoreMetrics | undefined {
    const workers = this.parts().find(({ name }) => name === 'workers');
    return workers?.state === 'ready' ? (workers.status?.['store'] as StoreMetrics | undefined) : undefined;
  }

  demonstration(): DemonstrationStanding {
    return this.last?.demonstration ?? { state: 'off' };
  }

  /** For `/health/ready`: ready when every other part is. The services answer, so they are taken to run. */
  standing(): Standing {
    const parts = this.parts();
    const amiss = parts.filter(({ name, state }) => name !== 'services' && state !== 'ready');
    return { ready: amiss.length === 0, sentence: sentenceOf(parts, amiss), parts: parts.map(withoutFigures) };
  }

  /** For `/health/ready`: information only. A system that still records its demonstration data is ready. */
  demonstrationStanding(): Standing {
    const { state, done, total, reason } = this.demonstration();
    const sentences = {
      off: 'None was recorded.',
      recording: `Being recorded${done === undefined ? '' : `: ${done} of ${total ?? done}`}.`,
      complete: 'Recorded.',
      failed: `Stopped: ${reason ?? 'see the log'}. It goes on at the next start.`,
    };
    return { ready: true, sentence: sentences[state], state, done, total };
  }
}

/** Figures of the store are for `/metrics`. */
function withoutFigures({ status, ...part }: PartStanding): PartStanding {
  const { store: _, ...told } = status ?? {};
  return status === undefined ? part : { ...part, status: told };
}

function sentenceOf(parts: readonly PartStanding[], amiss: readonly PartStanding[]): string {
  if (parts.length === 0) return 'Started without a supervisor.';
  if (amiss.length === 0) return 'Every part runs.';
  return amiss
    .map(({ name, state, reason }) => `The ${name}: ${state}${reason === undefined ? '' : ` (${reason})`}.`)
    .join(' ');
}
