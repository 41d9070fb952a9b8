import type { AnchorsRead } from '#evidence';
import type { Part } from '../../../eventstore/src/storage/kept-events.ts';
import { verifying, type VerificationAsked, type Verified } from '#recording';
import { eventsInFile, type EventsInFile } from './events-in-file.ts';

/** One stream, those of some prefixes, or all. */
export type Scope = { readonly stream: string } | { readonly prefixes: readonly string[] | undefined };
export type Asked = Omit<VerificationAsked, 'anchors' | 'prefixes'>;
export type Teller = (count: number) => (facts: number) => void;

/** What was found, and what the file itself says is amiss. */
export interface VerifiedHere extends Verified {
  readonly amiss?: readonly string[];
}

/**
 * Verifies what an events file holds, with no server: all of it, or of the streams of one part. `tell` makes what hears how
 * far it has come.
 */
export function verifiedInFile(file: string, scope: Scope, asked: Asked, tell?: Teller, part?: Part): VerifiedHere {
  const events = eventsInFile(file);
  try {
    const prefixes = 'stream' in scope ? [scope.stream] : scope.prefixes;
    const own = part === undefined ? scope : { ...part, partOf: events.partOf };
    const found = verifying({ ...onlyOf(asked, own), anchors: headsOf(events.anchors(), own), prefixes });
    const told = tell?.(events.count);
    let facts = 0;
    for (const fact of 'stream' in scope ? events.of(scope.stream) : wanted(events, prefixes, part)) {
      found.take(fact);
      if ((facts += 1) % 4096 === 0) told?.(facts);
    }
    const verified = found.end();
    return { ...verified, holds: verified.holds && events.amiss.length === 0, amiss: events.amiss };
  } finally {
    events.close();
  }
}

function* wanted(events: EventsInFile, prefixes: readonly string[] | undefined, part?: Part) {
  for (const fact of events.all(part)) {
    if (!fact.stream.startsWith('$') && (prefixes?.some((prefix) => fact.stream.startsWith(prefix)) ?? true))
      yield fact;
  }
}

/** Whose heads are asked for. A name of a stream may begin another's: of one stream only its own. */
type Own = Scope | (Part & { readonly partOf: EventsInFile['partOf'] });

function headsOf(anchors: AnchorsRead, own: Own): AnchorsRead {
  if ('prefixes' in own) return anchors;
  const isOwn = (stream: string): boolean =>
    'stream' in own ? stream === own.stream : own.partOf(stream, own.of) === own.is;
  return { ...anchors, heads: new Map([...anchors.heads].filter(([stream]) => isOwn(stream))) };
}

function onlyOf(asked: Asked, own: Own): Asked {
  return asked.held === undefined ? asked : { ...asked, held: headsOf(asked.held, own) };
}
