import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { catalogue, factTypes, personalFields, type FactType } from '#events';
import { dataFaults, factShapes } from '#http';
import { fits } from '#journey';
import { loadMasterKey, openFact, openKeyStore, sealFact } from '#privacy';
import { decodeFact, journeyStream, openStore } from '#store';
import { startEmbeddedNode } from '#testing';
import { duties } from '#timescales';
import { startPosting, type Posting } from './posting.fixture.ts';

/** What TypeScript says of one field of a fact: the types are the law, the decorated shapes are held against them. */
interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly kind: Kind;
}

type Kind =
  | { readonly is: 'text' | 'flag' | 'number' | 'object' }
  | { readonly is: 'code'; readonly codes: readonly string[] }
  | { readonly is: 'list'; readonly codes: readonly string[] };

const fieldsByFact = readTypes();
const moment = { now: Date.parse('2026-12-01T12:00:00Z'), today: '2026-12-01' } as Parameters<typeof dataFaults>[2];
const example = (type: FactType): Record<string, unknown> => ({ ...catalogue[type].example });
const faultsAt = (type: FactType, data: object, field: string): readonly string[] =>
  dataFaults(type, data, moment)
    .filter(({ pointer }) => pointer === `/${field}` || pointer.startsWith(`/${field}/`))
    .map(({ code }) => code);

/** Fields that rules between fields ask for, though by themselves they may be left out. */
const askedForByRules = new Set(['ChildRegistered.dateOfBirth', 'ChildDetailsAmended.ethnicity']);

const facts = factTypes.map((type) => ({ type, fields: fieldsByFact.get(type) ?? [] }));
const everyField = facts.flatMap(({ type, fields }) => fields.map((field) => ({ type, name: field.name, field })));

it('has a shape for every fact of the catalogue, and no other', () => {
  expect(Object.keys(factShapes).sort()).toEqual([...factTypes].sort());
  expect([...fieldsByFact.keys()].sort()).toEqual([...factTypes].sort());
});

it.each(facts)('$type: its example is of its shape', ({ type }) => {
  expect(dataFaults(type, catalogue[type].example, moment)).toEqual([]);
});

it.each(facts)('$type: a field it does not have is refused', ({ type }) => {
  expect(faultsAt(type, { ...example(type), invented: 1 }, 'invented')).toEqual(['unknown-field']);
});

it.each(everyField)('$type.$name: may be left out exactly where its type says so', ({ type, name, field }) => {
  const { [name]: _, ...without } = example(type);
  const missing = faultsAt(type, without, name).includes('missing');
  if (!askedForByRules.has(`${type}.${name}`)) expect(missing).toBe(!field.optional);
});

it.each(everyField)('$type.$name: takes only what its type says', ({ type, name, field }) => {
  const wrong: readonly unknown[] = [null, 'no such thing ever', 17.5, true, {}, [], [{}], ['no such code']];
  for (const value of wrong.filter((each) => !mayBe(field.kind, each))) {
    expect({ value, codes: faultsAt(type, { ...example(type), [name]: value }, name) }).toEqual({
      value,
      codes: expect.arrayContaining([expect.any(String)]),
    });
  }
});

it.each(
  everyField.filter(({ field: { kind } }) => (kind.is === 'code' || kind.is === 'list') && kind.codes.length > 0),
)('$type.$name: takes every code of its type', ({ type, name, field: { kind } }) => {
  if (kind.is !== 'code' && kind.is !== 'list') throw new Error('A list or code was filtered for.');
  expect(kind.codes.length).toBeGreaterThan(0);
  for (const code of kind.codes) {
    const data = { ...example(type), [name]: kind.is === 'list' ? [code] : code };
    // Rules between fields may ask for more of some codes; the code itself is known to all.
    expect(faultsAt(type, data, name)).not.toContain('unknown-code');
  }
});

const stopsAClock = Object.values(duties).flatMap(({ startedBy, metBy, cancelledBy, whenRunning, shown }) =>
  shown ? [...metBy, ...cancelledBy, ...(whenRunning === 'restart' ? startedBy : [])] : [],
);

it.each([...new Set(stopsAClock.map(({ fact }) => fact))])(
  '%s, which can stop a clock, may say why it comes late, and no more than a text',
  (type) => {
    expect(fieldsByFact.get(type)).toContainEqual({ name: 'lateReason', optional: true, kind: { is: 'text' } });
    expect(personalFields(type)).toContain('lateReason');
    expect(fits(type, { ...example(type), lateReason: 'Nobody was at home.' })).toBe(true);
    expect(dataFaults(type, { ...example(type), lateReason: 'Nobody was at home.' }, moment)).toEqual([]);
    expect(faultsAt(type, { ...example(type), lateReason: '' }, 'lateReason')).toEqual(['empty']);
  },
);

it.each<[string, FactType, object]>([
  ['a worker unallocated with the team', 'WorkerUnallocated', { worker: 'W12', team: 'north-1' }],
  ['another authority’s plan ended with its categories', 'OtherAuthorityPlanEnded', { categories: ['EMO'] }],
  ['a child of whom no disability is told', 'ChildRegistered', { disabilities: [] }],
  ['a team of several words', 'WorkerAllocated', { team: 'North team (under 5s), A&B' }],
  ['a worker by name', 'WorkerAllocated', { worker: 'Siân O’Neill-Jones, M.A.' }],
  ['a worker by an id as other systems give', 'WorkerAllocated', { worker: 'LCS:0001.a_b-' }],
  ['the longest name', 'WorkerUnallocated', { worker: 'a'.repeat(64) }],
])('takes %s', (_, type, data) => {
  expect(dataFaults(type, { ...example(type), ...data }, moment)).toEqual([]);
});

it.each(['', ' ', ' North', 'North ', '=1+1', '-1', '<b>', 'a\tb', 'a\nb', 'a\u0000', 'a'.repeat(65), '\ud800', 7])(
  'takes %j for no worker and no team',
  (name) => {
    for (const field of ['worker', 'team']) {
      const faults = faultsAt('WorkerAllocated', { ...example('WorkerAllocated'), [field]: name }, field);
      expect(faults).toEqual(['malformed-name']);
    }
  },
);

describe('the document of every request', () => {
  let posting: Posting;
  let posts: readonly PrintedPost[];

  beforeAll(async () => {
    posting = await startPosting({}, () => moment.now);
    const { body } = await posting.get('/openapi.json');
    posts = Object.entries((body as Printed).paths).flatMap(([address, { post }]) =>
      post === undefined ? [] : [{ address, ...post }],
    );
  });

  afterAll(() => posting.close());

  it('gives every fact of the catalogue exactly one endpoint of its own', () => {
    expect(posts.flatMap((post) => post['x-fact'] ?? []).sort()).toEqual([...factTypes].sort());
  });

  it('prints an example of every body', () => {
    expect(
      posts
        .filter((post) => post.requestBody !== undefined && exampleOf(post) === undefined)
        .map(({ address }) => address),
    ).toEqual([]);
  });

  it('prints examples that are of the right shape for the service itself, but for what it says only an import may tell', async () => {
    const refused: string[] = [];
    for (const [index, post] of posts.entries()) {
      // Of a child of whom nothing is known much is out of order, which is another refusal.
      const address = post.address.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === 'authority' ? '855' : `B${String(index)}`,
      );
      const { status, body } = await posting.post(`${address}?preview=true`, exampleOf(post) ?? {});
      if (status >= 500) throw new Error(`${post.address}: ${JSON.stringify(body)}`);
      if (status === 400) refused.push(`${post.address}: ${JSON.stringify(body)}`);
    }
    const said = posts.filter(({ description = '' }) => description.includes('400 import-only'));
    expect(refused.map((each) => each.split(':')[0])).toEqual(said.map(({ address }) => address));
    expect(said.flatMap((post) => post['x-fact'] ?? [])).toEqual(
      factTypes.filter((type) => catalogue[type].importOnly === true),
    );
  });

  it('prints examples of several facts, and of several children, that are recorded as they stand', async () => {
    const several = posts.filter(({ address }) => address.endsWith('/facts'));
    const answers = several.map(async (post) => {
      const address = post.address.replace('{authority}', '855').replace('{child}', 'C1');
      const { status, body } = await posting.post(address, exampleOf(post) ?? {});
      return [post.address, status, (body as { readonly detail?: string }).detail];
    });
    expect(await Promise.all(answers)).toEqual([
      ['/authorities/{authority}/children/{child}/facts', 201, undefined],
      ['/authorities/{authority}/facts', 200, undefined],
    ]);
  });
});

interface Printed {
  readonly paths: Readonly<Record<string, { readonly post?: Omit<PrintedPost, 'address'> }>>;
}

interface PrintedPost {
  readonly address: string;
  readonly description?: string;
  readonly 'x-fact'?: string;
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples?: { readonly example?: { readonly value: object } } }>
    >;
  };
}

function exampleOf({ requestBody }: PrintedPost): object | undefined {
  return requestBody?.content['application/json']?.examples?.example?.value;
}

it('gives back every example from the store as it went in, its texts sealed on the way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-catalogue-'));
  const node = await startEmbeddedNode();
  const masterKey = loadMasterKey(join(folder, 'master.key'), { createIfMissing: true });
  const keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey, now: () => 0 });
  const store = openStore({ url: node.url });
  try {
    for (const type of factTypes) {
      const of = { authority: '855', child: type, fact: '2f0c3a52-6f1b-5c1e-9a38-0d6a52d3f7b1' };
      const personal = personalFields(type);
      const data = sealFact(await keys.keyFor('855', type), of, personal, catalogue[type].example);
      const metadata = { recordedAt: '2026-12-01T12:00:00.000Z', recordedBy: 'u1', version: catalogue[type].version };
      await store.append(journeyStream('855', type), 'no-stream', [{ id: of.fact, type, data, metadata }]);
      for await (const stored of store.read(journeyStream('855', type))) {
        const { fact } = decodeFact(stored);
        for (const field of personal) {
          if (field in fact.data) expect(Reflect.get(fact.data, field)).toEqual({ sealed: expect.any(String), key: 1 });
        }
        expect({ ...fact, data: openFact(await keys.keysOf('855', type), of, personal, fact.data).data }).toMatchObject(
          {
            id: of.fact,
            type,
            data: catalogue[type].example,
            revision: 0,
          },
        );
      }
    }
  } finally {
    await store.close();
    await keys.close();
    await node.stop();
    rmSync(folder, { recursive: true });
  }
});

function mayBe(kind: Kind, value: unknown): boolean {
  switch (kind.is) {
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'code':
      return typeof value === 'string' && kind.codes.includes(value);
    case 'list':
      return Array.isArray(value) && value.every((each) => kind.codes.includes(each as string));
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

/** The fields of every fact, read from the types by the compiler itself. */
function readTypes(): ReadonlyMap<string, readonly Field[]> {
  const root = join(import.meta.dirname, '..');
  const file = join(root, 'libs/events/catalogue.ts');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram([file], { ...options, noEmit: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const named = source?.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === 'Facts');
  if (named === undefined) throw new Error('libs/events/catalogue.ts has no interface Facts.');
  const fieldsOf = (fact: ts.Symbol): readonly Field[] =>
    checker
      .getTypeOfSymbol(fact)
      .getProperties()
      .map((field) => ({
        name: field.name,
        optional: (field.flags & ts.SymbolFlags.Optional) !== 0,
        kind: kindOf(checker, checker.getNonNullableType(checker.getTypeOfSymbol(field))),
      }));
  return new Map(
    checker
      .getTypeAtLocation(named)
      .getProperties()
      .map((fact) => [fact.name, fieldsOf(fact)]),
  );
}

/** What an import may leave unknown is of the kind it has when it is known. */
function kindOf(checker: ts.TypeChecker, type: ts.Type): Kind {
  const members = (type.isUnion() ? type.types : [type]).filter(
    (part, _, parts) => parts.length === 1 || !(part.isStringLiteral() && part.value === 'not-known'),
  );
  const list = members.find((part) => checker.isArrayType(part));
  if (list !== undefined) {
    const [element] = checker.getTypeArguments(list as ts.TypeReference);
    return { is: 'list', codes: element === undefined ? [] : literals(element) };
  }
  const codes = members.flatMap(literals);
  if (codes.length > 0) return { is: 'code', codes };
  const has = (flag: ts.TypeFlags): boolean => members.some((each) => isOf(each, flag));
  if (has(ts.TypeFlags.BooleanLike)) return { is: 'flag' };
  if (has(ts.TypeFlags.NumberLike)) return { is: 'number' };
  return { is: has(ts.TypeFlags.StringLike) ? 'text' : 'object' };
}

/** A branded text is an intersection of a text with its brand. */
function isOf(type: ts.Type, flag: ts.TypeFlags): boolean {
  return (type.flags & flag) !== 0 || (type.isIntersection() && type.types.some((part) => isOf(part, flag)));
}

function literals(type: ts.Type): readonly string[] {
  const members = type.isUnion() ? type.types : [type];
  return members.flatMap((each) => (each.isStringLiteral() ? [each.value] : []));
}
