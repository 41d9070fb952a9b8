import type { Chance } from '../chance.ts';

/** As much of an OpenAPI schema as values are made from. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** The schemas a document names. */
export type Named = Readonly<Record<string, Schema>>;

/** A value that a schema allows, as far as it says so. */
export function valueOf(schema: Schema, named: Named, chance: Chance, depth = 0): unknown {
  const { $ref, oneOf, anyOf, allOf } = schema;
  if ($ref !== undefined) return valueOf(named[$ref.split('/').at(-1) ?? ''] ?? {}, named, chance, depth + 1);
  const choices = oneOf ?? anyOf;
  if (choices !== undefined) return valueOf(chance.oneOf(choices), named, chance, depth + 1);
  if (allOf !== undefined)
    return Object.assign({}, ...allOf.map((each) => valueOf(each, named, chance, depth + 1))) as unknown;
  if (schema.enum !== undefined && schema.enum.length > 0) return chance.oneOf(schema.enum);
  if (schema.example !== undefined && chance.inHundred(40)) return schema.example;
  if (schema.default !== undefined && chance.inHundred(30)) return schema.default;
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'object' || schema.properties !== undefined) return objectOf(schema, named, chance, depth);
  if (type === 'array') {
    const many = depth > 6 ? 0 : chance.between(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3));
    const list = Array.from({ length: many }, () => valueOf(schema.items ?? {}, named, chance, depth + 1));
    return [...new Set(list)];
  }
  if (type === 'integer' || type === 'number')
    return chance.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 1_000));
  if (type === 'boolean') return chance.inHundred(50);
  return textOf(schema, chance);
}

function objectOf({ properties = {}, required = [] }: Schema, named: Named, chance: Chance, depth: number): object {
  const entries = Object.entries(properties).filter(
    ([name]) => required.includes(name) || (depth < 6 && chance.inHundred(25)),
  );
  const made = Object.fromEntries(
    entries.map(([name, schema]) => [name, name === 'at' ? '10:30' : valueOf(schema, named, chance, depth + 1)]),
  );
  // A fact of a batch says by its type of which shape its data is, which the document says of the data alone.
  const shape = typeof made['type'] === 'string' && 'data' in made ? named[`${made['type']}Dto`] : undefined;
  return shape === undefined ? made : { ...made, data: valueOf(shape, named, chance, depth + 1) };
}

function textOf({ format, pattern, example, maxLength }: Schema, chance: Chance): string {
  if (format === 'date') return dayOf(chance);
  if (format === 'date-time') return `${dayOf(chance)}T0${String(chance.below(10))}:00:00Z`;
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  if (typeof example === 'string' && (pattern !== undefined || chance.inHundred(50))) return example;
  const texts = ['W1', 'N1', '2018-Q1', dayOf(chance), '10:30', 'a text', '855', 'C1', 'true', '7'];
  const fitting = pattern === undefined ? texts : texts.filter((text) => new RegExp(pattern).test(text));
  return chance.oneOf(fitting.length === 0 ? texts : fitting).slice(0, maxLength ?? 100);
}

/** Mostly a day of the months before the day it is, so that facts follow one another. */
function dayOf(chance: Chance): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  if (chance.inHundred(80)) return `2026-${two(chance.between(1, 6))}-${two(chance.between(1, 14))}`;
  return `20${two(chance.between(10, 27))}-${two(chance.between(1, 12))}-${two(chance.between(1, 29))}`;
}

/** What is sent where something else was expected. */
export const odd: readonly unknown[] = [
  null,
  '',
  ' ',
  [],
  {},
  [[]],
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_993,
  true,
  'null',
  'undefined',
  'NaN',
  '2026-02-29',
  '0000-00-00',
  '9999-12-31',
  '-271821-04-20',
  '+275760-09-13T00:00:00Z',
  "' OR '1'='1' --",
  '"; DROP TABLE facts; --',
  '${7*7}{{7*7}}<%= 7*7 %>',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://evil.example")',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '%00',
  '\0',
  'a\r\nX-Injected: yes',
  '\u202Egnp.exe',
  '\uFEFF',
  'é'.repeat(50),
  'e\u0301',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'ſ',
  '\uD800',
  'x'.repeat(300),
  'x'.repeat(5_000),
  '__proto__',
  'constructor',
  'toString',
  '٢٠٢٦-٠١-٠٥',
  { length: 1e9 },
  { toString: 'x', valueOf: 'y' },
  { $gt: '' },
];

/** The same value with something about it changed: left out, put in, of another kind, or odd. */
export function mutated(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value) && chance.inHundred(70)) {
    const list = value as readonly unknown[];
    const at = chance.below(list.length + 1);
    const changed = [
      [...list, ...list],
      list.slice(0, at),
      [...list.slice(0, at), chance.oneOf(odd), ...list.slice(at)],
      list.map((each, index) => (index === at ? mutated(each, chance) : each)),
    ];
    return chance.oneOf(changed);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && chance.inHundred(85)) {
    const entries = Object.entries(value);
    const at = chance.below(entries.length + 1);
    const changed = [
      entries.filter((_, index) => index !== at),
      [
        ...entries,
        [chance.oneOf(['extra', '__proto__x', 'constructor', 'type', 'on', 'a/b~c', '']), chance.oneOf(odd)] as const,
      ],
      ...Array.from({ length: 3 }, () =>
        entries.map(([name, each], index) =>
          index === at ? ([name, mutated(each, chance)] as const) : ([name, each] as const),
        ),
      ),
    ];
    return Object.fromEntries(chance.oneOf(changed));
  }
  return chance.oneOf(odd);
}
