/** The pages of a long list, as GOV.UK's pagination takes them; nothing where one page holds all. */
export interface PagesShown {
  /** "Rows 26 to 50 of 415". */
  readonly said: string;
  readonly pagination: object | undefined;
}

export function pagesOf({
  count,
  offset,
  size,
  place,
}: {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
  readonly place: (offset: number) => string;
}): PagesShown {
  const last = Math.min(offset + size, count);
  const said = count === 0 || offset >= count ? `None of ${count}` : `${offset + 1} to ${last} of ${count}`;
  if (count <= size && offset === 0) return { said, pagination: undefined };
  const here = Math.floor(offset / size);
  const pages = Math.ceil(count / size);
  const numbers = [...new Set([0, here - 1, here, here + 1, pages - 1])].filter((page) => page >= 0 && page < pages);
  const items = numbers.flatMap((page, index) => {
    const before = numbers[index - 1];
    const gap = before !== undefined && page > before + 1 ? [{ ellipsis: true }] : [];
    return [...gap, { number: page + 1, current: page === here, href: place(page * size) }];
  });
  return {
    said,
    pagination: {
      items,
      ...(here > 0 && { previous: { href: place(Math.min(here - 1, pages - 1) * size) } }),
      ...(here < pages - 1 && { next: { href: place((here + 1) * size) } }),
    },
  };
}

/** How many to pass over, from a query. What is no such number is the first page. */
export function offsetIn(text: unknown): number {
  return typeof text === 'string' && /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
}
