import { unzipSync, zipSync } from 'fflate';
import {
  canonical,
  digestOfStatement,
  headLine,
  merklePath,
  signText,
  sumsOf,
  type Anchored,
  type Bundle,
  type KeyIntroduced,
  type Signed,
} from '#evidence';
import type { AnchorKey } from '#privacy';
import type { Store } from '#store';
import { pemOf } from './anchor-folder.ts';
import { headsOfAnchor, type AnchorLogRead } from './anchor-log.ts';
import { readmeOf } from './bundle-readme.ts';
import { reportOf } from './bundle-report.ts';
import type { Disclosure } from './disclosure.ts';

export interface BundleParts {
  readonly store: Pick<Store, 'read'>;
  readonly disclosure: Disclosure;
  readonly recipient: string;
  readonly log: AnchorLogRead;
  /** The current anchor key, where it is at hand: it signs the sums of the files. */
  readonly key: AnchorKey | undefined;
}

/**
 * A child's record with its proofs, as one ZIP file. The same record, recipient, anchors and key give the same bytes: no
 * time of making is in it, and nothing is compressed.
 */
export async function bundleOf({ store, disclosure, recipient, log, key }: BundleParts): Promise<Uint8Array> {
  const { authority, child, stream, asAt, facts } = disclosure;
  const anchor = await anchoredIn(store, log, stream);
  const signs = key !== undefined && [...log.anchors.keys.keys()].at(-1) === key.id ? key : undefined;
  const bundle: Bundle = {
    kind: 'waymark-bundle/1',
    authority,
    child,
    stream,
    recipient,
    asAt: new Date(asAt).toISOString(),
    facts: facts.map(({ shown, withheld, ...place }) => ({
      ...place,
      ...(shown !== undefined && { file: fileOf(place.revision) }),
      ...(withheld !== undefined && { withheld }),
    })),
    opened: facts.flatMap(({ revision, shown }) => (shown?.opened ?? []).map((each) => ({ revision, ...each }))),
    closed: facts.flatMap(({ revision, shown }) => (shown?.closed ?? []).map((each) => ({ revision, ...each }))),
    anchor,
    keys: log.anchors.statements.filter(introducesKey),
    signedWith: signs?.id ?? null,
  };
  const files = new Map<string, Buffer>();
  const add = (name: string, text: string): unknown => files.set(name, Buffer.from(text, 'utf8'));
  add('README.txt', readmeOf(bundle));
  add('bundle.json', canonical(bundle));
  add('report.html', reportOf(disclosure, recipient, anchor === null ? undefined : told(anchor)));
  add('rules.json', canonical(rulesOf(disclosure)));
  for (const { revision, shown } of facts) if (shown !== undefined) add(fileOf(revision), shown.text);
  for (const signed of [...bundle.keys, ...(anchor === null ? [] : [anchor.signed])]) {
    const name = `anchors/${String(signed.statement.number).padStart(8, '0')}`;
    add(`${name}.json`, canonical(signed.statement));
    files.set(`${name}.sig`, Buffer.from(signed.signature, 'base64'));
    if (introducesKey(signed)) add(`${name}.pem`, pemOf(signed.statement.introduces.publicKey));
  }
  const sums = sumsOf(files);
  add('SHA256SUMS', sums);
  if (signs !== undefined) files.set('SHA256SUMS.sig', Buffer.from(signText(sums, signs.privateKey), 'base64'));
  return zipped(files);
}

/** The files of a bundle, by name. Throws `NotABundle` for what is no ZIP file, or one that programs may unpack in different ways. */
export function filesOfBundle(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const names = new Set<string>();
  let amiss: string | undefined;
  const filter = ({ name }: { readonly name: string }): boolean => {
    if (names.has(name)) amiss ??= `it holds ${name} twice, so that one reader may see the one and another the other`;
    if (!isWithin(name)) amiss ??= `it holds ${name}, which would be unpacked outside its folder`;
    names.add(name);
    return !name.endsWith('/');
  };
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, { filter });
  } catch (error) {
    throw new NotABundle(error instanceof Error ? error.message : String(error));
  }
  if (amiss !== undefined) throw new NotABundle(amiss);
  return new Map(Object.entries(files).map(([name, file]) => [name, Buffer.from(file)]));
}

/** Whether a name in an archive leads to a place under the folder it is unpacked in, whatever unpacks it. */
function isWithin(name: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|\\/.test(name) && !name.split('/').includes('..');
}

/** A file that is no bundle, or is damaged as a whole. */
export class NotABundle extends Error {
  constructor(why: string) {
    super(`This is no bundle of Waymark, or it is damaged (${why}). Ask for it again.`);
    this.name = 'NotABundle';
  }
}

/** ZIP's first day, in whatever zone this runs: it stores the local time. */
const noDay = new Date(1980, 0, 1);

function zipped(files: ReadonlyMap<string, Buffer>): Uint8Array {
  const named = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(named), { level: 0, mtime: noDay, os: 3 });
}

async function anchoredIn(store: Pick<Store, 'read'>, log: AnchorLogRead, stream: string): Promise<Anchored | null> {
  const head = log.anchors.heads.get(stream)?.at(-1);
  const signed = head && log.anchors.statements[head.anchor];
  if (head === undefined || signed === undefined) return null;
  const heads = await headsOfAnchor(store, log, head.anchor);
  const index = heads.findIndex((each) => each.stream === stream);
  const { revision, digest } = head;
  return { signed, head: { stream, revision, digest }, index, path: merklePath(heads.map(headLine), index) };
}

function told({ signed: { statement }, head }: Anchored) {
  return { number: statement.number, at: statement.at, digest: digestOfStatement(statement), revision: head.revision };
}

function introducesKey(signed: Signed): signed is Signed<KeyIntroduced> {
  return signed.statement.kind === 'waymark-anchor-key/1';
}

/** The rules and the calendar that the report tells duties by, and the names of those each fact was judged under. */
function rulesOf({ timescales, facts }: Disclosure): object {
  const { reading, calendar, packs, conferenceQuorum } = timescales;
  const { version, from, to, holidays } = calendar;
  return {
    reading,
    calendar: { version, from, to, holidays: Object.fromEntries(holidays) },
    packs,
    conferenceQuorum,
    judgedUnder: facts.map(({ revision, shown }) => ({ revision, reading: shown?.judgedUnder ?? null })),
  };
}

function fileOf(revision: number): string {
  return `facts/${String(revision).padStart(6, '0')}.json`;
}
