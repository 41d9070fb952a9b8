import fs from 'node:fs';
import path from 'node:path';
import type { AnchorsRead, FactFault } from '#evidence';
import { heldAnchors, verifying, verifyStore, verifyStream, anchorLog, type Verified } from '#recording';
import { journeyStream } from '#store';
import { readSettings } from '../config.ts';
import { trustedKeyIn } from './anchor-key-file.ts';
import { CalledWrongly, CannotDo, remark, say, type Command, type Given } from './command.ts';
import type { Asked, Scope, VerifiedHere } from './verified-in-file.ts';
import { verifiedInParts } from './verified-in-parts.ts';
import { verifyBundleFile } from './verify-bundle.ts';
import { withStore } from './with-store.ts';

const TOLD_EVERY_MS = 2_000;
const SHOWN = 50;

/** Holds what is stored against the digests it carries and against anchors: a fact altered, moved, added or gone is found. */
export const verify: Command = {
  options: {
    authority: { value: 'CODE', meaning: 'One authority’s children; with --child, one child.' },
    child: { value: 'ID', meaning: 'The child.' },
    prefix: { value: 'TEXT', meaning: 'Streams whose names begin so, as receipts- or accesses-855.' },
    all: { meaning: 'Every stream there is.' },
    since: { value: 'NUMBER', meaning: 'Take for granted what this anchor found, and verify what came after.' },
    bundle: {
      value: 'FILE',
      meaning: 'A bundle, with no server: with --anchors and --public-key where you have them.',
    },
    events: { value: 'FILE', meaning: 'An events file or a backup of one, read with no server.' },
    anchors: { value: 'FOLDER', meaning: 'Anchors held elsewhere: what they hold must stand.' },
    earlier: { value: 'FOLDER', meaning: 'Anchors held before: those of --anchors must go on from them.' },
    'public-key': { value: 'FILE', meaning: 'The authority’s key, in PEM: it must have signed the anchors.' },
    json: { meaning: 'Print what was found as JSON.' },
  },
  more: `Reads only. Exits 1 when something is broken, and names the first bad fact of each stream, what is wrong and what to do
next. An embedded store is read from its file, beside whatever serves it; --events reads a backup, with no server at all.
Facts cut off the end of a chain leave no trace in it: anchors find those, and anchors held elsewhere find a whole store put
back to an older state. With --anchors alone, the folder itself is verified. docs/evidence.md says what is proven and what not.`,
  run: async (given) => {
    const held = given['anchors'] === undefined ? undefined : anchorsAt(given['anchors']);
    const earlier = given['earlier'] === undefined ? undefined : anchorsAt(given['earlier']);
    const keyFile = given['public-key'];
    const trustedKey = keyFile === undefined ? undefined : trustedKeyIn(keyFile);
    if (earlier !== undefined && held === undefined)
      throw new CalledWrongly('--earlier needs --anchors to compare with.');
    const bundle = given['bundle'];
    if (bundle !== undefined) {
      requireAlone(given);
      return verifyBundleFile(path.resolve(bundle), { held, trustedKey }, given['json'] !== undefined);
    }
    if (held !== undefined && scopeOf(given) === undefined && given['events'] === undefined) {
      return tell(given, verifying({ anchors: held, held: earlier, trustedKey, prefixes: [] }).end());
    }
    const scope = scopeOf(given);
    if (scope === undefined) {
      throw new CalledWrongly('Say which: --authority and --child for one child, or --all for everyone.');
    }
    const asked = { held, trustedKey, since: sinceIn(given['since']) };
    const found = await verifiedIn(given, scope, asked);
    if (found.holds) {
      requireAnchor(asked.since, found.anchors.last?.number);
      if (found.streams === 0 && given['all'] === undefined) throw new CannotDo(nothingOf(given));
    }
    return tell(given, found, 'stream' in scope ? 'child' : 'streams');
  },
};

/** What else is named beside a bundle would be passed over, and taken for verified. */
function requireAlone(given: Given): void {
  const beside = ['authority', 'child', 'prefix', 'all', 'since', 'events', 'earlier'].filter(
    (option) => given[option] !== undefined,
  );
  if (beside.length === 0) return;
  throw new CalledWrongly(
    `A bundle is verified by itself: leave out --${beside.join(' and --')}, or verify that without --bundle.`,
  );
}

function requireAnchor(since: number | undefined, last: number | undefined): void {
  if (since === undefined || (last !== undefined && since <= last)) return;
  throw new CannotDo(
    `There is no anchor ${since}: ${last === undefined ? 'there are none' : `the last is ${last}`}. Give the number of one ` +
      'there is. If there was one of that number, the store was put back to an older state, or its anchors were cut off: ' +
      'verify it without --since, against anchors held elsewhere.',
  );
}

/** Of no facts every chain holds: a name mistyped must not be answered with that. */
function nothingOf({ authority, child, prefix }: Given): string {
  if (authority === undefined) return `There is no stream whose name begins with ${prefix ?? ''}.`;
  return `Nothing is recorded of ${child === undefined ? 'any child' : `child ${child}`} in authority ${authority}.`;
}

function scopeOf({ authority, child, prefix, all }: Given): Scope | undefined {
  const wholes = [authority, prefix, all].filter((each) => each !== undefined).length;
  if (wholes === 0 && child === undefined) return undefined;
  if (wholes !== 1 || (child !== undefined && authority === undefined)) {
    throw new CalledWrongly('Say which: --authority and --child for one child, or --all for everyone.');
  }
  if (authority !== undefined) {
    return child === undefined ? { prefixes: [`journey-${authority}.`] } : { stream: journeyStream(authority, child) };
  }
  return { prefixes: prefix === undefined ? undefined : [prefix] };
}

async function verifiedIn(given: Given, scope: Scope, asked: Asked): Promise<VerifiedHere> {
  const file = given['events'] ?? ownFile();
  if (file !== undefined) return verifiedInParts(path.resolve(file), scope, asked, teller);
  return withStore(async (store) => {
    if ('stream' in scope) return verifyStream(store, scope.stream, anchorLog(store, 'every-head'), asked);
    return verifyStore(store, { ...asked, prefixes: scope.prefixes }, teller());
  });
}

/** The embedded store's file, read directly: a server that was tampered with is not asked about itself. */
function ownFile(): string | undefined {
  const { eventStoreUrl, dataFolder } = readSettings();
  const file = path.join(dataFolder, 'events.db');
  return eventStoreUrl === undefined && fs.existsSync(file) ? file : undefined;
}

function tell(given: Given, found: VerifiedHere, of: 'child' | 'streams' | 'anchors' = 'anchors'): number {
  if (given['json'] !== undefined) say(JSON.stringify(found, null, 2));
  else for (const line of inWords(found, of)) say(line);
  return found.holds ? 0 : 1;
}

function inWords(
  {
    faults,
    streams,
    facts,
    notAnchored,
    anchors,
    holds,
    amiss = [],
  }: Verified & { readonly amiss?: readonly string[] },
  of: 'child' | 'streams' | 'anchors',
): readonly string[] {
  const counted =
    of === 'child' ? `1 child, ${countOf(facts, 'fact')}` : `${countOf(streams, 'stream')}, ${countOf(facts, 'fact')}`;
  const broken = faults.length + (anchors.fault === null ? 0 : 1) + amiss.length;
  return [
    ...faults.slice(0, SHOWN).flatMap(faultInWords),
    ...(faults.length > SHOWN ? [`${faults.length - SHOWN} more streams are broken: see them all with --json.`] : []),
    ...amiss,
    ...(anchors.fault === null ? [] : [anchors.fault.sentence, `  Next: ${anchors.fault.next}`]),
    ...(of === 'anchors' ? [] : [holds ? `${counted}: every chain holds.` : `${counted}; ${broken} broken.`]),
    ...anchorsInWords(anchors, notAnchored),
  ];
}

function faultInWords({ stream, revision, code, id, sentence, next }: FactFault): readonly string[] {
  return [
    `${stream} is broken at revision ${revision}: ${code}.`,
    `  ${sentence}${id === undefined ? '' : ` It is fact ${id}.`}`,
    `  Next: ${next}`,
  ];
}

function anchorsInWords({ count, last, keys }: Verified['anchors'], notAnchored: number): readonly string[] {
  if (last === null) {
    return ['No anchors: facts cut off the end would leave no trace. Make one with "npx waymark anchor".'];
  }
  const later =
    notAnchored === 0
      ? ''
      : ` ${countOf(notAnchored, 'fact')} recorded since ${notAnchored === 1 ? 'is' : 'are'} not anchored yet.`;
  return [
    `${countOf(count, 'statement')} in the chain of anchors, the last of ${last.at}: ${last.digest}.${later}`,
    `Signed with ${keys.join(', then ')}: compare with the key that the authority has published.`,
  ];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function teller(count?: number): (facts: number) => void {
  let told = performance.now();
  return (facts) => {
    if (performance.now() - told < TOLD_EVERY_MS) return;
    told = performance.now();
    remark(
      count === undefined ? `${facts} facts` : `${facts} of ${count} facts (${Math.floor((facts * 100) / count)} %)`,
    );
  };
}

function anchorsAt(folder: string): AnchorsRead {
  try {
    const held = heldAnchors(path.resolve(folder));
    // An empty folder holds against anything: whoever names the wrong one must not be told that all is well.
    if (held.statements.length > 0 || held.fault !== undefined) return held;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new CannotDo(`There is no folder of anchors ${folder}.`);
    if ((error as Error).name === 'HeldAnchorDiffers') throw new CannotDo(message);
    throw error;
  }
  throw new CannotDo(`There are no anchors in ${folder}: name the folder of files such as 00000000.json.`);
}

function sinceIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new CalledWrongly(`${text} is not the number of an anchor: give a whole number.`);
  return Number(text);
}
