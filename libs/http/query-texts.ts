import type { Problem } from './problem.ts';
import { invalid } from './shape.pipe.ts';
import type { Fault } from './shape.ts';

/** The names and values after the question mark, as they came. */
export type Query = Readonly<Record<string, unknown>>;

/** The query's texts under the names it may use, and a fault for every other name and every name given twice. */
export function textsOf(
  query: Query,
  names: readonly string[],
): { readonly texts: Readonly<Record<string, string | undefined>>; readonly faults: Fault[] } {
  const texts: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (!names.includes(name)) {
      faults.push(fault(name, 'unknown', `This is not asked for here. Use ${[...new Set(names)].join(', ')}.`));
    } else if (typeof value === 'string') texts[name] = value;
    else faults.push(fault(name, 'given-twice', 'Give this once.'));
  }
  return { texts, faults };
}

export function refused(faults: readonly Fault[]): Problem {
  return invalid(faults, 'query');
}

export function fault(name: string, code: string, detail: string): Fault {
  return { pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code, detail };
}
