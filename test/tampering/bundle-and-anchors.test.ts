import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  canonical,
  goesOn,
  inStreamOrder,
  keyIdOf,
  publicKeyOf,
  readAnchors,
  rootOfHeads,
  sha256,
  signStatement,
  signText,
  sumsOf,
  verifyBundle,
  type AnchorsRead,
  type Bundle,
  type Head,
  type Signed,
  type Statement,
} from '#evidence';
import { loadAnchorKey, currentAnchorKey, nextAnchorKey, takeUpNextKey } from '#privacy';
import { anchoring, filesOfBundle, heldAnchors, holdAnchors } from '#recording';
import { zipSync } from 'fflate';
import { join } from 'node:path';
import { now } from '../posting.fixture.ts';
import { downloaded, recordOfTwo, streamA, type Record } from './record.ts';

let record: Record;
let bundle: Bundle;

beforeAll(async () => {
  record = await recordOfTwo();
  bundle = JSON.parse(record.bundle.get('bundle.json')?.toString('utf8') ?? '') as Bundle;
});

afterAll(() => (record as Record | undefined)?.close());

type Files = Map<string, Buffer>;

/** What a recipient finds in the bundle after somebody has had their hands on it. */
function after(how: (files: Files) => void, against = {}) {
  const files: Files = new Map(record.bundle);
  how(files);
  return verifyBundle(files, against);
}

/** Alters what bundle.json says, and the sums with it, as somebody without the key can. */
const retold =
  (how: (bundle: Bundle) => object) =>
  (files: Files): void => {
    files.set('bundle.json', Buffer.from(canonical(how(bundle))));
    files.set('SHA256SUMS', Buffer.from(sumsOf(files)));
  };

describe('a bundle', () => {
  it('holds, against its own key and the anchors held elsewhere, and comes out the same byte for byte', () => {
    const found = verifyBundle(record.bundle, { trustedKey: record.publicKey, held: heldAnchors(record.held) });
    expect(found).toMatchObject({ holds: true, shown: 7, withheld: [5], fact: undefined, faults: [], signed: true });
    expect(record.bundleBytes[0]?.equals(record.bundleBytes[1]!)).toBe(true);
    expect(bundle.anchor?.head).toMatchObject({ stream: streamA, revision: 6 });
  });

  it('says nothing of the fact that is another child’s, and no text that was not asked for', () => {
    const whole = [...record.bundle.values()].map((bytes) => bytes.toString('utf8')).join('\n');
    for (const text of ['next door', 'Bea,', 'journey-855.B2', '"k2"', 'brother', 'Tom said'])
      expect(whole).not.toContain(text);
    expect(whole).toContain('Ada');
    const report = record.bundle.get('report.html')!.toString('utf8');
    expect(report).toContain('Ada &#60;Example&#62;');
    expect(report).toContain('another child’s');
    expect(report).not.toMatch(/<script|https?:|<link|<img/i);
    expect(report).toContain('@media print');
    expect(bundle.facts[5]).toEqual({
      ...{ revision: 5, withheld: 'another-child' },
      digest: bundle.facts[6]?.previous,
      previous: bundle.facts[4]?.digest,
    });
  });

  it('opens one text and withholds one fact, where that is asked for, and then tells of no duty', async () => {
    const id = (revision: number): string =>
      (JSON.parse(record.bundle.get(`facts/00000${String(revision)}.json`)!.toString('utf8')) as { id: string }).id;
    const files = filesOfBundle(await downloaded(record.posting, `for=them&open=${id(1)}.reason&withhold=${id(4)}`));
    const found = verifyBundle(files, { trustedKey: record.publicKey, held: heldAnchors(record.held) });
    expect(found).toMatchObject({ holds: true, withheld: [4, 5] });
    expect(found.bundle?.opened).toContainEqual({ revision: 1, field: 'reason', text: 'Her brother Tom said so.' });
    const report = files.get('report.html')!.toString('utf8');
    expect(report).toContain('withheld on request');
    expect(report).not.toContain('Rule');
    await expect(downloaded(record.posting, `for=them&withhold=${'0'.repeat(36)}`)).rejects.toThrow('not-to-be-found');
  });

  it.each<[string, (files: Files) => void, string]>([
    [
      'a fact’s text altered',
      (f) => f.set('facts/000003.json', Buffer.from(f.get('facts/000003.json')!.toString().replace('1A', '2A'))),
      'digest-differs',
    ],
    ['a fact’s text taken out', (f) => f.delete('facts/000003.json'), 'digest-differs'],
    [
      'two facts’ texts swapped',
      (f) => {
        const [a, b] = [f.get('facts/000002.json')!, f.get('facts/000003.json')!];
        f.set('facts/000002.json', b).set('facts/000003.json', a);
      },
      'digest-differs',
    ],
    ['a fact left out', retold((b) => ({ ...b, facts: b.facts.toSpliced(3, 1) })), 'revision-missing'],
    ['a withheld fact left out', retold((b) => ({ ...b, facts: b.facts.toSpliced(5, 1) })), 'revision-missing'],
    [
      'a withheld fact put for another',
      retold((b) => ({
        ...b,
        facts: b.facts.map((fact) => (fact.revision === 5 ? { ...fact, digest: sha256('another') } : fact)),
      })),
      'previous-differs',
    ],
    [
      'a text that is no JSON, every digest after it made anew',
      (f) => {
        const text = Buffer.from('All was well.');
        f.set('facts/000003.json', text);
        retold((b) => ({
          ...b,
          facts: b.facts.map((fact) => ({
            ...fact,
            ...(fact.revision === 3 && { digest: sha256(text) }),
            ...(fact.revision === 4 && { previous: sha256(text) }),
          })),
        }))(f);
      },
      'digest-differs',
    ],
    [
      'every fact said to be another child’s, the anchor left out',
      retold((b) => ({ ...b, child: 'B2', stream: 'journey-855.B2', anchor: null })),
      'digest-differs',
    ],
    ['the end cut off', retold((b) => ({ ...b, facts: b.facts.slice(0, 5), anchor: null })), 'cut-off'],
  ])('with %s is found out, and the fact named', (_what, how, code) => {
    const found = after(how, { held: heldAnchors(record.held) });
    expect(found.holds).toBe(false);
    expect(found.fact?.code).toBe(code);
  });

  it.each<[string, (files: Files) => void, string]>([
    ['the report altered', (f) => f.set('report.html', Buffer.from('<p>All was well.</p>')), 'file-altered'],
    ['the rules taken out', (f) => f.delete('rules.json'), 'file-missing'],
    ['a file put in', (f) => f.set('more.html', Buffer.from('x')), 'file-added'],
    [
      'an opened text altered, with its sum',
      retold((b) => ({ ...b, opened: b.opened.map((each) => ({ ...each, text: 'Eve' })) })),
      'signature-wrong',
    ],
    [
      'more withheld than was, with its sum',
      (f) => {
        f.delete('facts/000002.json');
        retold((b) => ({
          ...b,
          facts: b.facts.map(({ file, ...fact }) =>
            fact.revision === 2
              ? { ...fact, withheld: 'on-request' }
              : { ...fact, ...(file !== undefined && { file }) },
          ),
        }))(f);
      },
      'signature-wrong',
    ],
    [
      'the anchor taken from before',
      retold((b) => ({ ...b, anchor: { ...b.anchor!, head: { ...b.anchor!.head, revision: 3 } } })),
      'anchor-wrong',
    ],
    [
      'the way to the root altered',
      retold((b) => ({ ...b, anchor: { ...b.anchor!, path: b.anchor!.path.map(() => sha256('x')) } })),
      'anchor-wrong',
    ],
    ['no bundle in it', (f) => f.delete('bundle.json'), 'unreadable'],
    ['things in it that are no keys', retold((b) => ({ ...b, keys: [null, {}] })), 'unreadable'],
    ['facts in it that are none', retold((b) => ({ ...b, facts: [null] })), 'unreadable'],
    ['no anchor’s statement', retold((b) => ({ ...b, anchor: { signed: {} } })), 'unreadable'],
    [
      'its sums in another order, and one line twice',
      (f) => {
        const lines = f.get('SHA256SUMS')!.toString('utf8').trim().split('\n').reverse();
        f.set('SHA256SUMS', Buffer.from(`${[...lines, lines[0]].join('\n')}\n`));
      },
      'file-altered',
    ],
    ['its sums taken out', (f) => f.delete('SHA256SUMS'), 'file-added'],
    ['its signature taken out', (f) => f.delete('SHA256SUMS.sig'), 'signature-wrong'],
    ['another child’s name on it', retold((b) => ({ ...b, child: 'B2' })), 'named-otherwise'],
    [
      'another child’s proof',
      retold((b) => ({ ...b, anchor: { ...b.anchor!, head: { ...b.anchor!.head, stream: 'journey-855.B2' } } })),
      'anchor-wrong',
    ],
    [
      'every fact said to be another child’s',
      retold((b) => ({ ...b, child: 'B2', stream: 'journey-855.B2' })),
      'anchor-wrong',
    ],
  ])('with %s is found out', (_what, how, code) => {
    const found = after(how, { trustedKey: record.publicKey });
    expect(found.holds).toBe(false);
    expect(found.faults.map((fault) => fault.code)).toContain(code);
  });

  it('signed anew by somebody with a key of their own holds by itself, and not against the authority’s key', () => {
    const forged = forgedBundle();
    expect(verifyBundle(forged)).toMatchObject({ holds: true });
    const found = verifyBundle(forged, { trustedKey: record.publicKey });
    expect(found.faults.map(({ code }) => code)).toContain('not-trusted');
  });
});

describe('an archive', () => {
  const zip = (...names: readonly string[]): Buffer =>
    Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, Buffer.from(name)])), { level: 0 }));
  /** The archive with one name in it written as another of the same length. */
  const renamed = (from: string, to: string): Buffer =>
    Buffer.from(zip('bundle.json', from).toString('latin1').replaceAll(from, to), 'latin1');

  it.each([
    ['a file twice', renamed('bundle.jsoN', 'bundle.json'), 'holds bundle.json twice'],
    ['a file from the root', renamed('#etc/passwd', '/etc/passwd'), 'outside its folder'],
    ['a file above it', renamed('##/passwd', '../passwd'), 'outside its folder'],
    ['a file of a drive', renamed('C#x.txt', 'C:x.txt'), 'outside its folder'],
    ['its end cut off', zip('bundle.json').subarray(0, 60), 'no bundle of Waymark'],
  ])('with %s is no bundle, and that is said', (_what, bytes, sentence) => {
    expect(() => filesOfBundle(bytes)).toThrow(sentence);
  });
});

it('of a record as it was is told from one of the record as it is, by anchors held since', async () => {
  const { store, post } = record.posting;
  const facts = [{ type: 'ContactReceived', data: { on: '2026-03-01', contactId: 'k5', source: '1A' } }];
  expect((await post('/authorities/855/children/A1/facts', { facts })).status).toBe(201);
  const key = () => loadAnchorKey(join(record.folder, 'anchor.key'), { createIfMissing: false });
  await anchoring({ store, key, now: () => now, by: 'test' }).anchor();
  const held = join(record.folder, 'held-since');
  await holdAnchors(store, held);
  expect(verifyBundle(record.bundle, { held: heldAnchors(record.held) })).toMatchObject({ holds: true });
  const since = verifyBundle(record.bundle, { held: heldAnchors(held) });
  expect(since).toMatchObject({ holds: false, faults: [], fact: { code: 'cut-off', revision: 8 } });
  expect(since.fact?.sentence).toMatch(
    /anchor 3 of 2026-06-15T\S+ holds: it was made before then, or leaves facts out/,
  );
  const again = filesOfBundle(await downloaded(record.posting, 'for=the%20court'));
  expect(verifyBundle(again, { held: heldAnchors(held) })).toMatchObject({ holds: true, shown: 8, withheld: [5] });
});

/** A bundle whose every word is by somebody else. */
function forgedBundle(): Files {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyOf(privateKey);
  const key = keyIdOf(publicKey);
  const statement = { ...bundle.keys[0]!.statement, key, introduces: { key, publicKey } };
  const files: Files = new Map(record.bundle);
  const told = { ...bundle, opened: [], anchor: null, keys: [signStatement(statement, privateKey)], signedWith: key };
  retold(() => told)(files);
  const sums = files.get('SHA256SUMS')!.toString('utf8');
  return files.set('SHA256SUMS.sig', Buffer.from(signText(sums, privateKey), 'base64'));
}

/** A statement of a chain, with the heads it lists. */
type Link = [Signed, Head[] | undefined];

describe('a forged anchor', () => {
  const taken = (chain: readonly Link[]): AnchorsRead => {
    const reading = readAnchors();
    for (const [signed, heads] of chain) reading.take(signed, heads);
    return reading.read();
  };
  const chain = (): Link[] => {
    const { statements, heads } = heldAnchors(record.held);
    const all = [...heads.values()].flat();
    return statements.map((signed, number) => {
      const own = all
        .filter(({ anchor }) => anchor === number)
        .map(({ stream, revision, digest }) => ({ stream, revision, digest }));
      return signed.statement.kind === 'waymark-anchor/1' ? [signed, inStreamOrder(own)] : [signed, undefined];
    });
  };
  const held = (): AnchorsRead => heldAnchors(record.held);
  const theirs = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
  const ours = (): KeyObject => loadAnchorKey(join(record.folder, 'anchor.key'), { createIfMissing: false }).privateKey;

  it('is told from the chain as it was made', () => {
    expect(taken(chain())).toMatchObject({ fault: undefined });
    expect(goesOn(held(), taken(chain()))).toBeUndefined();
  });

  it.each<[string, (chain: Link[]) => Link[], string, number]>([
    [
      'signed with another key',
      (c) => c.with(2, [signStatement(c[2]![0].statement, theirs()), c[2]![1]]),
      'anchor-signature-wrong',
      2,
    ],
    [
      'that names its own key',
      (c) => {
        const key = theirs();
        return c.with(2, [signStatement({ ...c[2]![0].statement, key: keyIdOf(publicKeyOf(key)) }, key), c[2]![1]]);
      },
      'anchor-key-not-endorsed',
      2,
    ],
    [
      'whose root was altered',
      (c) => {
        const statement = { ...c[2]![0].statement, heads: { count: 1, root: sha256('x') } } as Statement;
        return c.with(2, [{ ...c[2]![0], statement }, c[2]![1]]);
      },
      'anchor-signature-wrong',
      2,
    ],
    [
      'whose heads were altered',
      (c) => c.with(2, [c[2]![0], c[2]![1]!.map((head) => ({ ...head, digest: sha256('x') }))]),
      'anchor-heads-differ',
      2,
    ],
    ['put in again', (c) => [...c, c[1]!], 'anchor-missing', 3],
    ['dropped from the chain', (c) => c.toSpliced(1, 1), 'anchor-missing', 1],
    [
      'dropped, and the next renumbered by who has the key',
      (c) => {
        const statement = { ...c[2]![0].statement, number: 1 };
        return [c[0]!, [signStatement(statement, ours()), c[2]![1]]];
      },
      'anchor-of-another-chain',
      1,
    ],
    [
      'that takes facts back, by who has the key',
      (c) => {
        const heads = c[1]![1]!.filter(({ stream }) => stream === streamA);
        const last = c[2]![0].statement;
        const previous = sha256(canonical(last));
        const statement = { ...last, number: 3, previous, heads: { count: 1, root: rootOfHeads(heads) } } as Statement;
        return [...c, [signStatement(statement, ours()), heads]];
      },
      'anchor-takes-back',
      3,
    ],
  ])('%s is found', (_what, how, code, number) => {
    expect(taken(how(chain())).fault).toMatchObject({ code, number });
  });

  it('of a history written anew by who has the key is whole, and found by who holds the true one', () => {
    const c = chain();
    const heads = c[2]![1]!.map((head) => ({ ...head, digest: sha256(head.digest) }));
    const statement = { ...c[2]![0].statement, heads: { count: heads.length, root: rootOfHeads(heads) } } as Statement;
    const anew = taken(c.with(2, [signStatement(statement, ours()), heads]));
    expect(anew.fault).toBeUndefined();
    expect(goesOn(held(), anew)).toMatchObject({ code: 'anchor-rewritten', number: 2 });
  });
});

describe('a new anchor key', () => {
  it('is put in its place once the chain goes on with it, whatever cut that off', () => {
    const file = join(record.folder, 'rotated.key');
    const old = loadAnchorKey(file, { createIfMissing: true });
    const next = nextAnchorKey(file);
    expect(nextAnchorKey(file).id).toBe(next.id);
    const asked = (current: string) => currentAnchorKey(file, { createIfMissing: false, current }).id;
    expect(asked(old.id)).toBe(old.id);
    expect(asked(next.id)).toBe(next.id);
    expect(loadAnchorKey(file, { createIfMissing: false }).id).toBe(next.id);
    nextAnchorKey(file);
    takeUpNextKey(file);
    expect(loadAnchorKey(file, { createIfMissing: false }).id).not.toBe(next.id);
  });
});
