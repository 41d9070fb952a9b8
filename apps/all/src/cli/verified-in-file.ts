import type { AnchorsRead } from '#evidence';
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

/** Verifies what an events file holds, with no server. `tell` makes what hears how far it has come. */
export function verifiedInFile(file: string, scope: Scope, asked: Asked, tell?: Teller): VerifiedHere {
  const events = eventsInFile(file);
  try {
    const prefixes = 'stream' in scope ? [scope.stream] : scope.prefixes;
    const found = verifying({ ...onlyOf(asked, scope), anchors: headsOf(events.anchors(), scope), prefixes });
    const told = tell?.(events.count);
    let facts = 0;
    for (const fact of 'stream' in scope ? events.of(scope.stream) : wanted(events, prefixes)) {
      found.take(fact);
      if ((facts += 1) % 4096 === 0) told?.(facts);
    }
    const verified = found.end();
    return { ...verified, holds: verified.holds && events.amiss.length === 0, amiss: events.amiss };
  } finally {
    events.close();
  }
}

function* wanted(events: EventsInFile, prefixes: readonly string[] | undefined) {
  for (const fact of events.all()) {
    if (!fact.stream.startsWith('$') && (prefixes?.some((prefix) => fact.stream.startsWith(prefix)) ?? true))
      yield fact;
  }
}

/** A name of a stream may begin another's: of one stream only its own heads are asked for. */
function headsOf(anchors: AnchorsRead, scope: Scope): AnchorsRead {
  if (!('stream' in scope)) return anchors;
  const own = anchors.heads.get(scope.stream);
  return { ...anchors, heads: new Map(own === undefined ? [] : [[scope.stream, own]]) };
}

function onlyOf(asked: Asked, scope: Scope): Asked {
  return asked.held === undefined ? asked : { ...asked, held: headsOf(asked.held, scope) };
}
