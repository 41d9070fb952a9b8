import { Inject, Injectable } from '@nestjs/common';
import { type Fault, ofOneMoment, Problem, problem, SURROUNDINGS, type Surroundings } from '#http';
import {
  figureOfMembers,
  groupingOf,
  membersOf,
  movesBetween,
  type Members,
  type Place,
  type Question,
} from '#measures';
import type { ReadModel, Snapshot } from '#readmodel';
import type { Rulebook } from '#timescales';
import { instant } from './answered.ts';
import { measureNamed, questionAsked, type Query } from './asked.ts';
import type { ComparedSideDto, ComparisonDto } from './comparison.dto.ts';
import { READ_MODEL, RULES } from './read-model-here.ts';
import { pageNames, pageOf, rowsPageAsked } from './rows-page.ts';

/** What goes before a name that is said of the second figure alone: `other.months=24`. */
const otherPrefix = 'other.';

/**
 * One measure asked in two ways, side by side: with other parameters, of other days, or as known at another moment; and
 * the rows that are not in the same parts of both. Both are counted of one moment of the rows.
 */
@Injectable()
export class FigureComparison {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  async compare(authority: string, id: string, query: Query): Promise<ComparisonDto> {
    const measure = measureNamed(id);
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const amiss: Fault[] = [];
      const page = rowsPageAsked(query, amiss);
      const { own, other } = twoQueries(query);
      const now = this.surroundings.now();
      const first = await questionAsked(measure, own, snapshot, now, { also: pageNames, amiss });
      const second = await asOther(query, () => questionAsked(measure, other, snapshot, now, { also: pageNames }));
      const sides = [await sideOf(snapshot, authority, first), await sideOf(snapshot, authority, second)] as const;
      const moves = movesBetween(sides[0].members, sides[1].members);
      const { rows, next } = pageOf(moves, page);
      return {
        authority,
        measure: measure.id,
        version: measure.version,
        title: measure.title,
        unit: measure.unit,
        first: sides[0].told,
        second: sides[1].told,
        count: moves.length,
        next,
        rows: rows.flatMap(({ before, after }) => {
          const { child, kind, key } = before ?? after ?? {};
          if (child === undefined || kind === undefined || key === undefined) return [];
          return [{ child, kind, key, before: placeOf(before), after: placeOf(after) }];
        }),
      };
    });
  }
}

/** What each figure is asked with. The second is asked as the first is, but for what is said of it alone. */
function twoQueries(query: Query): { readonly own: Query; readonly other: Query } {
  const entries = Object.entries(query);
  const own = Object.fromEntries(entries.filter(([name]) => !name.startsWith(otherPrefix)));
  const others = entries.flatMap(([name, value]): [string, unknown][] =>
    name.startsWith(otherPrefix) ? [[name.slice(otherPrefix.length), value]] : [],
  );
  return { own, other: { ...own, ...Object.fromEntries(others) } };
}

/** Names what is amiss with the second figure as it was given. */
async function asOther<T>(query: Query, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Problem) || !Array.isArray(error.document['errors'])) throw error;
    const { status, code, detail } = error.document;
    const faults = (error.document['errors'] as readonly Fault[]).map((each) => {
      const given = `${otherPrefix}${each.pointer.slice(1)}`;
      return Object.hasOwn(query, given) ? { ...each, pointer: `/${given}` } : each;
    });
    throw problem(status, code, detail, { errors: faults });
  }
}

async function sideOf(
  snapshot: Snapshot,
  authority: string,
  { question, knownAt }: { readonly question: Question; readonly knownAt: number },
): Promise<{ readonly told: ComparedSideDto; readonly members: Members }> {
  const asked = { question, authority, knownAt };
  const grouping = groupingOf(question.measure, undefined);
  const told = grouping && { grouping };
  const members = membersOf(await snapshot.places(asked, told));
  const { numerator, denominator, value, excluded } = figureOfMembers(question.measure, members.values());
  return {
    told: {
      period: { ...question.period },
      parameters: { ...question.parameters },
      knownAt: instant(knownAt),
      numerator,
      denominator,
      value,
      excluded,
    },
    members,
  };
}

function placeOf(place: Place | undefined): Place | null {
  if (place === undefined) return null;
  const { numerator, denominator, excluded, group } = place;
  return { numerator, denominator, excluded, group };
}
