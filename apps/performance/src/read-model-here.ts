import type { Provider } from '@nestjs/common';
import { withoutChild, type ReadinessCheck, type Standing } from '#http';
import { Populations } from '#measures';
import {
  NoReadModel,
  openReadModel,
  readingDigest,
  ReadModelAway,
  type ProjectionState,
  type ReadModel,
} from '#readmodel';
import { COMPARATORS, type Comparators } from './comparators/comparators.ts';
import { shippedComparators } from './comparators/shipped.ts';
import { longestSilenceMs, silenceOfWorker, type Silence } from './silence.ts';
import type { Rulebook } from '#timescales';

/** The provider token of the process's one read model. */
export const READ_MODEL = Symbol('waymark read model');

/** The provider token of the read model for what reads long: in SQLite one moment is asked at a time, and others would wait. */
export const LONG_READS = Symbol('waymark read model, for long reads');

/** The provider token of the timescales its rows must rest on. */
export const RULES = Symbol('waymark rules');

/** The provider token of the populations rates are made with. */
export const POPULATIONS = Symbol('waymark populations');

/** The read model of a process that serves, as `serveApp` takes it. */
export interface ReadModelHere {
  readonly providers: readonly Provider[];
  readonly checks: readonly ReadinessCheck[];
  readonly close: () => Promise<void>;
}

/** Opens the read model for the performance module. It need not exist yet: until it does, figures answer 503. */
export function readModelHere(
  url: string,
  rules: Rulebook,
  populations = new Populations(),
  comparators: Comparators = shippedComparators,
): ReadModelHere {
  const model = openReadModel({ url });
  const longReads = openReadModel({ url });
  const silence = silenceOfWorker();
  return {
    providers: [
      { provide: READ_MODEL, useValue: model },
      { provide: LONG_READS, useValue: longReads },
      { provide: RULES, useValue: rules },
      { provide: POPULATIONS, useValue: populations },
      { provide: COMPARATORS, useValue: comparators },
    ],
    checks: [{ name: 'projection', standing: () => standing(model, rules, silence) }],
    close: async () => {
      await longReads.close();
      await model.close();
    },
  };
}

/** How the projection stands, for `/health/ready`. */
async function standing(model: ReadModel, rules: Rulebook, silence: Silence): Promise<Standing> {
  try {
    const { projection, unread } = await model.at(async (snapshot) => ({
      projection: snapshot.projection,
      unread: await snapshot.unreadCounts(),
    }));
    const { state, error, position, facts, reading, updated } = projection;
    const silentMs = silence(updated);
    const how = { state, position, facts, unread: sum(unread.facts), ...projection.progress };
    if (state === 'stopped')
      return { ready: false, sentence: `It stopped. ${withoutChild(error ?? '')}`.trim(), ...how };
    if (state === 'building' || reading !== readingDigest(rules)) {
      return { ready: false, sentence: beingMade(projection), ...how };
    }
    if (silentMs > longestSilenceMs) {
      const minutes = Math.floor(silentMs / 60_000);
      const since = minutes === 1 ? 'a minute' : `${String(minutes)} minutes`;
      const sentence = `Nothing was heard of the workers for ${since}: rows stand as they were. Start them, or read their log.`;
      return { ready: false, sentence, ...how };
    }
    return { ready: true, sentence: `It follows the event store.${unreadInWords(unread.facts)}`, ...how };
  } catch (error) {
    if (error instanceof NoReadModel || error instanceof ReadModelAway)
      return { ready: false, sentence: error.message };
    throw error;
  }
}

/** How far rows are that are made anew, as the worker that makes them last wrote. */
function beingMade({ progress, updated }: ProjectionState): string {
  if (progress === null) return 'It is reading every fact from the beginning. Ask again shortly.';
  const { percent, expected } = progress;
  const minutes = expected === null ? undefined : Math.ceil((expected - updated) / 60_000);
  const left = minutes === undefined ? '' : `, about ${minutes === 1 ? 'a minute' : `${String(minutes)} minutes`} left`;
  return `It is reading every fact from the beginning: ${String(percent)} % done${left}. Ask again then.`;
}

function unreadInWords(facts: ReadonlyMap<string, number>): string {
  if (facts.size === 0) return '';
  const where = [...facts.keys()].map((authority) => `GET /authorities/${authority}/unread`).join(', ');
  const count = sum(facts);
  return ` ${count === 1 ? '1 fact is' : `${String(count)} facts are`} not read under today’s law: see ${where}.`;
}

function sum(facts: ReadonlyMap<string, number>): number {
  return [...facts.values()].reduce((all, each) => all + each, 0);
}
