import { chanceOf, type Chance } from '../chance.ts';
import { mutated, odd, valueOf, type Named, type Schema } from './values.ts';

/** As much of an OpenAPI document as requests are made from. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Named };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** Who asks: somebody known, of this authority or of another, or nobody who is. */
export type Who = 'known' | 'of-another-authority' | 'expired' | 'forged' | 'nonsense' | 'nobody';

/** A request made from the document, right or wrong. */
export interface Made {
  readonly number: number;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly who: Who;
  readonly roles: readonly string[];
  /** Only judged: it asks to write nothing. */
  readonly isPreview: boolean;
}

const roleSets = [
  ['caseworker'],
  ['manager'],
  ['chair'],
  ['analyst'],
  ['auditor'],
  ['administrator'],
  ['manager', 'caseworker', 'chair', 'administrator', 'auditor'],
  ['manager', 'caseworker', 'chair', 'administrator', 'auditor'],
  ['manager', 'caseworker', 'chair', 'administrator', 'auditor'],
];

/** The request of this number: the same for the same document and seed, whatever was asked before. */
export function requestOf(document: Document, seed: number, number: number): Made {
  const chance = chanceOf(seed * 1_000_003 + number);
  // Neighbouring seeds begin alike.
  for (let at = 0; at < 5; at += 1) chance.below(2);
  const all = operationsOf(document);
  // Every operation in turn, so that none is left out however few are made.
  const [address, method, operation] = all[number % all.length] ?? ['/', 'get', {}];
  const named = document.components?.schemas ?? {};
  const spoils = chance.inHundred(60);
  const spoil = (value: unknown, often: number): unknown =>
    spoils && chance.inHundred(often) ? mutated(value, chance) : value;
  const { parameters = [] } = operation;
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required === true || chance.inHundred(45)))
    .map(({ name, ...parameter }) => [name, spoil(given(parameter, named, chance), 25)] as const);
  if (spoils && chance.inHundred(8))
    query.push([chance.oneOf(['extra', 'on', '__proto__', 'a[b]', '']), chance.oneOf(odd)]);
  if (spoils && query.length > 0 && chance.inHundred(8)) query.push(chance.oneOf(query));
  const path = address.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encoded(spoil(inPath(name, parameters, named, chance), 12), spoils ? chance : undefined),
  );
  const text = query
    .map(([name, value]) => `${encoded(name)}=${encoded(value, spoils ? chance : undefined)}`)
    .join('&');
  const { body, type } = bodyOf(operation, named, chance, spoil, spoils);
  return {
    number,
    operation: `${method.toUpperCase()} ${address}`,
    method: method.toUpperCase(),
    path: `${path}${text === '' ? '' : `?${text}`}`,
    headers: {
      ...headersOf(chance, spoil),
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    body,
    who: chance.inHundred(75)
      ? 'known'
      : chance.oneOf(['of-another-authority', 'expired', 'forged', 'nonsense', 'nobody'] as const),
    roles: chance.oneOf(roleSets),
    isPreview: query.some(([name, value]) => name === 'preview' && plain(value) === 'true'),
  };
}

type Operations = readonly (readonly [address: string, method: string, Operation])[];

const operations = new WeakMap<Document, Operations>();

/** Each address with each of its methods, made a list of once. */
export function operationsOf(document: Document): Operations {
  const known = operations.get(document) ?? listed(document);
  operations.set(document, known);
  return known;
}

function listed({ paths }: Document): Operations {
  return Object.entries(paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => [address, method, operation] as const),
  );
}

function given({ schema = {}, example }: Omit<Parameter, 'name'>, named: Named, chance: Chance): unknown {
  return example !== undefined && chance.inHundred(40) ? example : valueOf(schema, named, chance);
}

function inPath(name: string, parameters: readonly Parameter[], named: Named, chance: Chance): unknown {
  if (name === 'authority') return '855';
  if (name === 'child') return chance.oneOf(['C1', 'C2', `N${String(chance.below(200))}`]);
  const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
  return given(parameter ?? { in: 'path' }, named, chance);
}

function headersOf(
  chance: Chance,
  spoil: (value: unknown, often: number) => unknown,
): Readonly<Record<string, string>> {
  const others: readonly (readonly [string, unknown])[] = [
    ['accept', chance.oneOf(['application/json', 'text/csv', '*/*', 'text/html', 'application/zip', 'nonsense', ''])],
    ['idempotency-key', spoil(`k${String(chance.below(5))}`, 40)],
    ['if-match', spoil(`"${String(chance.below(5))}"`, 40)],
    ['access-reason', spoil('complaint 2026-114', 50)],
    ['last-event-id', spoil('12', 60)],
    ['x-correlation-id', spoil('c1', 60)],
    ['x-http-method-override', 'DELETE'],
    ['range', 'bytes=0-1'],
  ];
  const chosen = others.filter(([name]) => chance.inHundred(name === 'accept' ? 30 : 8));
  return Object.fromEntries(chosen.map(([name, value]) => [name, inHeader(value)]));
}

/** A header as the wire can carry it: anything else would never leave the client. */
function inHeader(value: unknown): string {
  return plain(value)
    .replace(/[^\t\x20-\x7e\xa1-\xff]/g, '?')
    .slice(0, 2_000);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As an address carries it; where chance is given, now and then as none can. */
function encoded(value: unknown, chance?: Chance): string {
  const text = plain(value).replace(/\p{Cs}/gu, '\uFFFD');
  if (chance?.inHundred(3) === true) return chance.oneOf(['%', '%zz', '%ff', '%c0%af', '%2e%2e%2f', '%00']);
  return encodeURIComponent(text);
}

function bodyOf(
  { requestBody }: Operation,
  named: Named,
  chance: Chance,
  spoil: (value: unknown, often: number) => unknown,
  spoils: boolean,
): { readonly body: string | undefined; readonly type: string } {
  if (requestBody === undefined) return { body: undefined, type: '' };
  const [type = 'application/json', { schema = {} } = {}] = Object.entries(requestBody.content)[0] ?? [];
  if (!type.includes('json'))
    return { body: chance.oneOf(markup), type: chance.inHundred(90) ? type : 'application/json' };
  let value = valueOf(schema, named, chance);
  for (let times = chance.between(1, 3); times > 0; times -= 1) value = spoil(value, 75);
  const text = JSON.stringify(value);
  const cut = spoils && chance.inHundred(6) ? text.slice(0, chance.below(text.length + 1)) : text;
  return {
    body: cut,
    type:
      !spoils || chance.inHundred(97)
        ? 'application/json'
        : chance.oneOf(['text/plain', 'application/xml', 'nonsense', '*/*']),
  };
}

const markup = [
  '',
  '<',
  '<Message/>',
  '<Message><Header></Header><Children><Child/></Children></Message>',
  '<?xml version="1.0" encoding="UTF-16"?><Message/>',
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>',
  '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Message>&b;</Message>',
  '<a>'.repeat(5_000),
  '<Message>\0</Message>',
  '{"not": "markup"}',
];
