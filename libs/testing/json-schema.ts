type Schema = Readonly<Record<string, unknown>>;

/**
 * Where a JSON document breaks a schema, as places and what is wrong there. It knows the words of JSON Schema 2020-12 that
 * our own schemas are written in, and throws at any other: a word it passed over would hold of everything.
 */
export function schemaFaults(root: Schema, value: unknown): readonly string[] {
  return faultsAt(root, root, value, '');
}

function faultsAt(root: Schema, schema: Schema, value: unknown, place: string): readonly string[] {
  return Object.entries(schema).flatMap(([word, says]) => {
    const check = checks[word];
    if (check === undefined) throw new Error(`The schema says ${word}, which is not known here.`);
    return check({ root, schema, value, place }, says);
  });
}

interface Held {
  readonly root: Schema;
  readonly schema: Schema;
  readonly value: unknown;
  readonly place: string;
}

type Check = (held: Held, says: unknown) => readonly string[];

/** A check of the value itself. */
function simple(holds: (value: unknown, says: never) => boolean, what: string): Check {
  return ({ value, place }, says) =>
    holds(value, says as never) ? [] : [`${place}: ${what} ${JSON.stringify(says)} is not so`];
}

const passedOver: Check = () => [];

const checks: Readonly<Partial<Record<string, Check>>> = {
  $schema: passedOver,
  $defs: passedOver,
  title: passedOver,
  description: passedOver,
  type: simple((value, types: string | readonly string[]) => [types].flat().some((type) => isOf(type, value)), 'type'),
  const: simple((value, wanted: unknown) => value === wanted, 'const'),
  enum: simple((value, among: readonly unknown[]) => among.includes(value), 'enum'),
  pattern: simple(
    (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
    'pattern',
  ),
  minimum: simple((value, least: number) => typeof value !== 'number' || value >= least, 'minimum'),
  required: simple(
    (value, names: readonly string[]) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
    'required',
  ),
  additionalProperties: ({ schema, value, place }, says) => {
    if (says !== false || !isObject(value)) return [];
    const known = Object.keys(schema['properties'] ?? {});
    return Object.keys(value).flatMap((name) => (known.includes(name) ? [] : [`${place}/${name}: not in the schema`]));
  },
  properties: ({ root, value, place }, says) =>
    isObject(value)
      ? Object.entries(says as Readonly<Record<string, Schema>>).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? faultsAt(root, schema, value[name], `${place}/${name}`) : [],
        )
      : [],
  items: ({ root, value, place }, says) =>
    Array.isArray(value)
      ? value.flatMap((each: unknown, index) => faultsAt(root, says as Schema, each, `${place}/${String(index)}`))
      : [],
  oneOf: ({ root, value, place }, says) => {
    const held = (says as readonly Schema[]).filter((schema) => faultsAt(root, schema, value, place).length === 0);
    return held.length === 1 ? [] : [`${place}: ${String(held.length)} of oneOf hold`];
  },
  $ref: ({ root, value, place }, says) => {
    const name = /^#\/\$defs\/(\w+)$/.exec(says as string)?.[1] ?? '';
    const schema = (root['$defs'] as Readonly<Record<string, Schema>> | undefined)?.[name];
    if (schema === undefined) throw new Error(`The schema refers to ${String(says)}, which is not in it.`);
    return faultsAt(root, schema, value, place);
  },
};

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
