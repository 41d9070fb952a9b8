import {
  askedAgain,
  changeOf,
  membersOfChild,
  movesBetween,
  type Change,
  type KeptQuestion,
  type Row,
} from '#measures';
import type { Store, StoredEvent } from '#store';
import { entriesKept, type EntriesKept } from './entries-kept.ts';

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
export function receiptsOf(store: Pick<Store, 'read'>, authority: string): Promise<readonly PublishedQuestion[]> {
  const ofStore = known.get(store) ?? new Map<string, EntriesKept<PublishedQuestion>>();
  known.set(store, ofStore);
  const stream = `receipts-${authority}`;
  const receipts = ofStore.get(authority) ?? entriesKept((options) => store.read(stream, options), publishedIn);
  ofStore.set(authority, receipts);
  return receipts.upToDate();
}

const known = new WeakMap<Pick<Store, 'read'>, Map<string, EntriesKept<PublishedQuestion>>>();

function publishedIn({ id, type, data }: StoredEvent): PublishedQuestion | undefined {
  if (type !== 'FigurePublished') return undefined;
  const { measure, period, parameters, group } = data as KeptQuestion;
  return { receipt: id, measure, period, parameters, group };
}

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
