import { addDays, addMonths, isPlainDate, plainDate, type PlainDate } from '#calendar';

/** A span of days, its first and last in it; or one day, at whose end a stock is counted. */
export type Period = { readonly from: PlainDate; readonly to: PlainDate } | { readonly at: PlainDate };

/**
 * The days of a quarter of the financial year, which begins on 1 April: '2018-Q1' is April to June 2018 and '2018-Q4'
 * January to March 2019. Undefined for anything else.
 */
export function quarter(name: string): { readonly from: PlainDate; readonly to: PlainDate } | undefined {
  const [, year, number] = /^([0-9]{4})-Q([1-4])$/.exec(name) ?? [];
  const april = `${String(year)}-04-01`;
  if (number === undefined || !isPlainDate(april) || year === '2199') return undefined;
  const from = addMonths(plainDate(april), (Number(number) - 1) * 3);
  return { from, to: addDays(addMonths(from, 3), -1) };
}
