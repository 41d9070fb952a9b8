import { Inject, Injectable, type Provider } from '@nestjs/common';
import { ofOneMoment, type ReadinessCheck } from '#http';
import { NoReadModel, openReadModel, readingDigest, ReadModelAway, type ReadModel, type Snapshot } from '#readmodel';
import type { Rulebook } from '#timescales';

const PLACES = Symbol('waymark deadlines');

interface Places {
  readonly model: ReadModel;
  readonly rules: Rulebook;
}

/** The rows that deadlines are read from, as `serveApp` takes them. */
export interface RowsHere {
  readonly providers: readonly Provider[];
  readonly checks: readonly ReadinessCheck[];
  readonly close: () => Promise<void>;
}

/**
 * Opens the read model for the deadlines module, over a connection of its own: its long questions keep no figure waiting.
 * It need not exist yet: until it does, deadlines answer 503.
 */
export function rowsHere(url: string, rules: Rulebook): RowsHere {
  const places: Places = { model: openReadModel({ url }), rules };
  return {
    providers: [{ provide: PLACES, useValue: places }],
    checks: [{ name: 'deadlines', standing: () => standing(places) }],
    close: () => places.model.close(),
  };
}

/** The rows deadlines are read from, each answer of one moment. */
@Injectable()
export class Rows {
  readonly rules: Rulebook;

  constructor(@Inject(PLACES) private readonly places: Places) {
    this.rules = places.rules;
  }

  /** Throws the 503 that says when they may be asked again, while they are being made or their database is away. */
  at<T>(question: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return ofOneMoment(this.places.model, this.rules, question, 'deadlines');
  }
}

async function standing({ model, rules }: Places) {
  try {
    const reading = await model.at(async ({ projection }) => projection.reading);
    if (reading === readingDigest(rules)) return { ready: true, sentence: 'They are read from rows of today’s rules.' };
    return { ready: false, sentence: 'Their rows are being made anew. Ask again shortly.' };
  } catch (error) {
    if (error instanceof NoReadModel || error instanceof ReadModelAway)
      return { ready: false, sentence: error.message };
    throw error;
  }
}
