import { problem } from '#http';
import { NoReadModel, readingDigest, ReadModelAway, type ReadModel, type Snapshot } from '#readmodel';
import type { Rulebook } from '#timescales';

/** Asks the read model questions of one moment. Throws the 503 that says when it may be asked. */
export async function ofOneMoment<T>(
  model: ReadModel,
  rules: Rulebook,
  question: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  try {
    return await model.at(async (snapshot) => {
      const { position, reading } = snapshot.projection;
      if (position === null || reading !== readingDigest(rules)) throw new NoReadModel();
      return question(snapshot);
    });
  } catch (error) {
    if (error instanceof ReadModelAway) {
      const detail = 'The database that keeps the rows figures are counted from does not answer. Ask again shortly.';
      throw problem(503, 'figures-not-ready', detail, {}, { 'retry-after': '5' });
    }
    if (!(error instanceof NoReadModel)) throw error;
    const detail = 'The rows that figures are counted from are being made. Ask again in a few seconds.';
    throw problem(503, 'figures-not-ready', detail, {}, { 'retry-after': '5' });
  }
}
