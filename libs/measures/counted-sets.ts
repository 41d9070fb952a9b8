import type { Phrase } from './phrases.ts';
import type { Measure } from './measures.ts';
import type { Question } from './question.ts';
import type { RowKind } from './rows.ts';

/** Rows of a kind of which all of some phrases are true: the same rows are the same set, whichever measure speaks of them. */
export interface CountedSet {
  readonly kind: RowKind;
  readonly phrases: readonly string[];
}

/** The sets of rows that a figure is made of. */
export interface SetsOf {
  /** Everything that belongs to the population, counted or left out. */
  readonly population: CountedSet;
  readonly counted: CountedSet;
  /** Null of a count, whose numerator is what is counted. */
  readonly numerator: CountedSet | null;
  /** Whether the numerator is part of what is counted, so that the rest of it is known as well. */
  readonly isPart: boolean;
}

/** The sets of a measure with its parameters settled. */
export function setsOf({ measure, parameters }: Pick<Question, 'measure' | 'parameters'>): SetsOf {
  const key = JSON.stringify(parameters);
  const known = ofMeasure.get(measure) ?? new Map<string, SetsOf>();
  ofMeasure.set(measure, known);
  const sets = known.get(key) ?? setsMade(measure, parameters);
  // A few: figures are published with parameters as they are by default.
  if (known.size < 8) known.set(key, sets);
  return sets;
}

const ofMeasure = new WeakMap<Measure, Map<string, SetsOf>>();

function setsMade(measure: Measure, parameters: Question['parameters']): SetsOf {
  const { counts, population, exclusions, numerator } = measure;
  const keys = (phrases: readonly Phrase[]): readonly string[] =>
    [...new Set(phrases.map((phrase) => JSON.stringify(phrase, settled(parameters))))].sort();
  const inPopulation: readonly Phrase[] = population.where;
  const inCounted = [...inPopulation, ...exclusions.flatMap(({ unless }): readonly Phrase[] => unless)];
  const isPart = numerator !== null && !('counts' in numerator);
  const made =
    numerator === null
      ? null
      : 'counts' in numerator
        ? { kind: numerator.counts, phrases: keys(numerator.where) }
        : { kind: counts, phrases: keys([...inCounted, ...numerator.where]) };
  return {
    population: { kind: counts, phrases: keys(inPopulation) },
    counted: { kind: counts, phrases: keys(inCounted) },
    numerator: made,
    isPart,
  };
}

/** A phrase that names a parameter is told by its value. */
function settled(parameters: Question['parameters']): (name: string, value: unknown) => unknown {
  return (name, value) =>
    name === 'parameter' && typeof value === 'string' ? `${value}=${String(parameters[value])}` : value;
}

/** Whether every row of one set is a row of the other, as far as the phrases tell. */
export function isWithin(one: CountedSet, other: CountedSet): boolean {
  return one.kind === other.kind && other.phrases.every((phrase) => one.phrases.includes(phrase));
}

/** A set's name: the same for the same rows. */
export function nameOf(set: CountedSet): string {
  const name = names.get(set) ?? `${set.kind} ${set.phrases.join(' ')}`;
  names.set(set, name);
  return name;
}

const names = new WeakMap<CountedSet, string>();

/**
 * The measures whose figures could give one another away: those that count the same rows, or some of the same, and
 * whatever those in turn stand beside. A measure is always among its own.
 */
export function measuresBeside(measure: Measure, all: readonly Measure[]): readonly Measure[] {
  const known = besideIn.get(all) ?? new Map<Measure, readonly Measure[]>();
  besideIn.set(all, known);
  const beside = known.get(measure) ?? reachedFrom(measure, all);
  known.set(measure, beside);
  return beside;
}

const besideIn = new WeakMap<readonly Measure[], Map<Measure, readonly Measure[]>>();

function reachedFrom(measure: Measure, all: readonly Measure[]): readonly Measure[] {
  const found = new Set([measure]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const each of all) if (!found.has(each) && [...found].some((one) => touch(one, each))) found.add(each);
  }
  return [...found];
}

function touch(one: Measure, other: Measure): boolean {
  if (one.asks !== other.asks) return false;
  const others = widest(other);
  return widest(one).some((set) => others.some((theirs) => isWithin(set, theirs) || isWithin(theirs, set)));
}

function widest(measure: Measure): readonly CountedSet[] {
  const parameters = Object.fromEntries(
    Object.entries(measure.parameters).map(([name, { default: value }]) => [name, value]),
  );
  const { population, numerator, isPart } = setsOf({ measure, parameters });
  return numerator === null || isPart ? [population] : [population, numerator];
}
