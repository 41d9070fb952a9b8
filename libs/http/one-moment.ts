import { NoReadModel, readingDigest, ReadModelAway, type ReadModel, type Snapshot } from '#readmodel';
import type { Rulebook } from '#timescales';
import { problem } from './problem.ts';

/**
 * Asks the read model questions of one moment. Throws the 503 that says when it may be asked: while its rows are being made
 * of today's rules, and while its database does not answer. `what` is asked for: it begins the code of the 503.
 */
export async function ofOneMoment<T>(
  model: ReadModel,
  rules: Rulebook,
  question: (snapshot: Snapshot) => Promise<T>,
  what: keyof typeof rowsOf = 'figures',
): Promise<T> {
  try {
    return await model.at(async (snapshot) => {
      const { position, reading } = snapshot.projection;
      if (position === null || reading !== readingDigest(rules)) throw new NoReadModel();
      return question(snapshot);
    });
  } catch (error) {
    const why = whyNot(error, rowsOf[what]);
    if (why === undefined) throw error;
    throw problem(503, `${what}-not-ready`, why, {}, { 'retry-after': '5' });
  }
}

const rowsOf = {
  figures: 'rows that figures are counted from',
  deadlines: 'rows that deadlines are read from',
} as const;

function whyNot(error: unknown, rows: string): string | undefined {
  if (error instanceof ReadModelAway) return `The database that keeps the ${rows} does not answer. Ask again shortly.`;
  if (!(error instanceof NoReadModel)) return undefined;
  return `The ${rows} are being made. Ask again in a few seconds.`;
}
