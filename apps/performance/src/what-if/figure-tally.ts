import {
  figureOf,
  groupingsOf,
  kindOf,
  membersOfChild,
  notKnown,
  spreadAmong,
  valuesOf,
  type CountedMember,
  type Figure,
  type Question,
  type Row,
  type Spread,
} from '#measures';

/** A figure that grows child by child, and never by more than the counts it is made of. */
export interface FigureTally {
  readonly add: (members: Iterable<CountedMember>) => void;
  readonly figure: () => Figure & { readonly spread?: Spread };
}

/** Counts a question over children one after another: the sum is the figure of all of them, as no row is of two. */
export function figureTally(question: Question): FigureTally {
  const { measure } = question;
  const held = new Map<string, number>();
  const values = new Map<number, number>();
  let [numerator, denominator, excluded] = [0, 0, 0];

  function addSpread(row: Row): void {
    const value = measure.spread && valuesOf(row)[measure.spread.column];
    if (typeof value === 'number') values.set(value, (values.get(value) ?? 0) + 1);
  }

  return {
    add(members) {
      for (const member of members) {
        numerator += Number(member.numerator);
        denominator += Number(member.denominator);
        excluded += Number(member.excluded !== null);
        const isCounted = measure.numerator === null ? member.numerator : member.denominator;
        if (isCounted) addSpread(member.row);
        const { group } = member;
        if (isCounted && group !== null && group !== notKnown) held.set(group, (held.get(group) ?? 0) + 1);
      }
    },
    figure() {
      const counted = measure.numerator === null ? numerator : denominator;
      const sharers = measure.among === undefined ? undefined : held.size;
      const spread = measure.among !== undefined ? once(held.values()) : measure.spread && spreadAmong(values);
      return {
        ...figureOf(measure, { counted, numerator, excluded, sharers }),
        ...(spread !== undefined && { spread }),
      };
    },
  };
}

/** One child's rows, and which kinds of row there are. */
export interface RowsOfChild {
  readonly child: string;
  readonly rows: readonly Row[];
  readonly kinds: ReadonlySet<string>;
}

export function rowsOfChild(child: string, rows: readonly Row[]): RowsOfChild {
  return { child, rows, kinds: new Set(rows.map(({ kind }) => kind)) };
}

/** What one child's rows make of a figure; nothing, without looking further, where none is of a kind it counts. */
export function membersIn(question: Question, { child, rows, kinds }: RowsOfChild): readonly CountedMember[] {
  const { measure } = question;
  if (!kinds.has(measure.counts) && !kinds.has(kindOf(measure, 'numerator'))) return none;
  const grouping = measure.among === undefined ? undefined : groupingsOf(measure)[measure.among];
  return [...membersOfChild(question, child, rows, grouping).values()];
}

const none: readonly CountedMember[] = [];

function once(counts: Iterable<number>): Spread {
  return spreadAmong([...counts].map((value) => [value, 1]));
}
