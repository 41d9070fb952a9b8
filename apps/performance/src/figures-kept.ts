import { Injectable } from '@nestjs/common';
import type { Figure, PublishedFigure, Question } from '#measures';
import type { Snapshot } from '#readmodel';
import type { PublishedWhole } from './publishing.ts';

/** Whose figures, of one moment. */
export interface OfMoment {
  readonly snapshot: Snapshot;
  readonly authority: string;
  readonly knownAt: number;
}

type Published = readonly PublishedFigure[] | PublishedWhole;

/** Figures of one authority, each counted once as long as no row of theirs has moved. */
export interface FiguresOfRows {
  readonly figure: (question: Question) => Promise<Figure>;
  /**
   * What was told for publication of some questions, by its name: figures together, or one with its groups. What is hidden
   * rests on what is told together, and on nothing asked before.
   */
  readonly told: <T extends Published>(
    name: string,
    questions: readonly Question[],
    tell: () => Promise<T>,
  ) => Promise<T>;
}

/**
 * Keeps figures as known now for as long as they are right: until a fact of the authority comes, or the rows are made anew.
 * A publication counts hundreds, of which few are asked for, and most move seldom. What was known at an earlier moment is
 * counted each time.
 */
@Injectable()
export class FiguresKept {
  private readonly ofAuthorities = new Map<string, Kept>();

  async of({ snapshot, authority, knownAt }: OfMoment): Promise<FiguresOfRows> {
    const count = (question: Question): Promise<Figure> => snapshot.figure({ question, authority, knownAt });
    const { made, knownAt: latest } = snapshot.projection;
    if (knownAt !== latest) return over({ rows: '', figures: new Map(), told: new Map() }, count);
    const position = (await snapshot.lastFactOf(authority))?.position;
    return over(this.keptOf(authority, JSON.stringify([made, position])), count);
  }

  private keptOf(authority: string, rows: string): Kept {
    const before = this.ofAuthorities.get(authority);
    const kept = before?.rows === rows ? before : { rows, figures: new Map(), told: new Map() };
    // The authority asked about last stands last: the first is the one to let go.
    this.ofAuthorities.delete(authority);
    this.ofAuthorities.set(authority, kept);
    const [oldest] = this.ofAuthorities.keys();
    if (oldest !== undefined && this.ofAuthorities.size > mostAuthorities) this.ofAuthorities.delete(oldest);
    return kept;
  }
}

/** One question by what it asks. */
export function keyOf({ measure, period, parameters }: Question): string {
  return JSON.stringify([measure.id, period, parameters]);
}

/** What was counted of the rows as they were when so many facts had come. */
interface Kept {
  readonly rows: string;
  readonly figures: Map<string, Figure>;
  readonly told: Map<string, Published>;
}

const mostAuthorities = 200;
/** Of one authority: some years of every measure, and the pages people open. */
const mostFigures = 5_000;
const mostTold = 100;

function over({ figures, told }: Kept, count: (question: Question) => Promise<Figure>): FiguresOfRows {
  return {
    figure: (question) => keptOr(figures, mostFigures, keyOf(question), () => count(question)),
    told: (name, questions, tell) => keptOr(told, mostTold, JSON.stringify([name, questions.map(keyOf)]), tell),
  };
}

/** The key names what was made, and so of which type it is. */
async function keptOr<T extends Kind, Kind>(
  kept: Map<string, Kind>,
  most: number,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const before = kept.get(key) as T | undefined;
  if (before !== undefined) return before;
  const made = await make();
  if (kept.size >= most) kept.clear();
  kept.set(key, made);
  return made;
}
