import { Inject, Injectable, type Provider } from '@nestjs/common';
import { problem, type ReadinessCheck } from '#http';
import { NoReadModel, openReadModel, readingDigest, type ReadModel, type Snapshot } from '#readmodel';
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

  /** Throws the 503 that says when they may be asked again, while they are being made. */
  async at<T>(question: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const { model, rules } = this.places;
    try {
      return await model.at(async (snapshot) => {
        const { position, reading } = snapshot.projection;
        if (position === null || reading !== readingDigest(rules)) throw new NoReadModel();
        return question(snapshot);
      });
    } catch (error) {
      if (!(error instanceof NoReadModel)) throw error;
      const detail = 'The rows that deadlines are read from are being made. Ask again in a few seconds.';
      throw problem(503, 'deadlines-not-ready', detail, {}, { 'retry-after': '5' });
    }
  }
}

async function standing({ model, rules }: Places) {
  try {
    const reading = await model.at(async ({ projection }) => projection.reading);
    if (reading === readingDigest(rules)) return { ready: true, sentence: 'They are read from rows of today’s rules.' };
    return { ready: false, sentence: 'Their rows are being made anew. Ask again shortly.' };
  } catch (error) {
    if (error instanceof NoReadModel) return { ready: false, sentence: error.message };
    throw error;
  }
}
