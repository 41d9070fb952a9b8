import type { Standing } from '#http';
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

  demonstration(): DemonstrationStanding {
    return this.last?.demonstration ?? { state: 'off' };
  }

  /** For `/health/ready`: ready when every other part is. The services answer, so they are taken to run. */
  standing(): Standing {
    const parts = this.parts();
    const amiss = parts.filter(({ name, state }) => name !== 'services' && state !== 'ready');
    return { ready: amiss.length === 0, sentence: sentenceOf(parts, amiss), parts };
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

function sentenceOf(parts: readonly PartStanding[], amiss: readonly PartStanding[]): string {
  if (parts.length === 0) return 'Started without a supervisor.';
  if (amiss.length === 0) return 'Every part runs.';
  return amiss
    .map(({ name, state, reason }) => `The ${name}: ${state}${reason === undefined ? '' : ` (${reason})`}.`)
    .join(' ');
}
