import type { SeesChild } from '#http';

/**
 * Rows of children of whom the person may not know, told without saying who they are, so that a list is as long as its
 * figure says. They come last: among the others, which are in the order of their children, their place would tell.
 */
export function withMasked<T extends { readonly child: string | null }>(
  rows: readonly T[],
  sees: SeesChild,
  mask: (row: T) => T,
): T[] {
  const isSeen = ({ child }: T): boolean => child === null || sees(child);
  return [...rows.filter(isSeen), ...rows.filter((row) => !isSeen(row)).map(mask)];
}

/** An answer with some of it told otherwise. */
export function toldWith<T extends object>(answer: T, otherwise: Partial<T>): T {
  return Object.assign({}, answer, otherwise);
}
