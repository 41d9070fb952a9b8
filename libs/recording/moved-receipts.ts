import {
  askedAgain,
  changeOf,
  membersOfChild,
  movesBetween,
  type Change,
  type KeptQuestion,
  type Row,
} from '#measures';
import type { Store } from '#store';

/** A published figure that facts would move, and by how much. */
export interface MovedReceipt {
  readonly receipt: string;
  readonly measure: string;
  readonly period: Readonly<Record<string, string>>;
  readonly change: Change;
}

/** As much of a published figure as says what it is of. */
export interface PublishedQuestion extends KeptQuestion {
  readonly receipt: string;
}

/**
 * The published figures that would be others, were one child's rows the second and not the first. Each is asked with its
 * own days and parameters; one that today's definition does not take cannot be told.
 */
export function movedReceipts(
  published: readonly PublishedQuestion[],
  child: string,
  rows: { readonly before: readonly Row[]; readonly after: readonly Row[] },
): readonly MovedReceipt[] {
  return published.flatMap((kept) => {
    const asked = askedAgain(kept);
    if ('why' in asked) return [];
    const [before, after] = [rows.before, rows.after].map((of) =>
      membersOfChild(asked.question, child, of, asked.grouping),
    );
    if (before === undefined || after === undefined) return [];
    const moves = movesBetween(before, after);
    if (moves.length === 0) return [];
    const { receipt, measure, period } = kept;
    return [{ receipt, measure, period, change: sumOf(moves.map((move) => changeOf(move.before, move.after))) }];
  });
}

/** What an authority has published. Receipts never change, so each process reads each of them once. */
export async function receiptsOf(store: Pick<Store, 'read'>, authority: string): Promise<readonly PublishedQuestion[]> {
  const ofStore = known.get(store) ?? new Map<string, Known>();
  known.set(store, ofStore);
  const before = ofStore.get(authority) ?? { published: [], next: 0 };
  const published = [...before.published];
  let { next } = before;
  for await (const { id, type, data, revision } of store.read(`receipts-${authority}`, { from: next })) {
    if (type === 'FigurePublished') {
      const { measure, period, parameters, group } = data as KeptQuestion;
      published.push({ receipt: id, measure, period, parameters, group });
    }
    next = revision + 1;
  }
  ofStore.set(authority, { published, next });
  return published;
}

interface Known {
  readonly published: readonly PublishedQuestion[];
  readonly next: number;
}

const known = new WeakMap<Pick<Store, 'read'>, Map<string, Known>>();

function sumOf(changes: readonly Change[]): Change {
  return changes.reduce(
    (sum, each) => ({
      numerator: sum.numerator + each.numerator,
      denominator: sum.denominator + each.denominator,
      excluded: sum.excluded + each.excluded,
    }),
    { numerator: 0, denominator: 0, excluded: 0 },
  );
}
