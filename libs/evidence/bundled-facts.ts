import type { AnchorsRead } from './anchors.ts';
import type { Bundle, BundledFact } from './bundle-form.ts';
import { sha256 } from './digest.ts';
import type { FactFault } from './verify.ts';

/** The first fact of a bundle that is not as it was recorded, or not in its place. */
export function factFault(files: ReadonlyMap<string, Buffer>, { facts, stream }: Bundle): FactFault | undefined {
  let previous: string | null = null;
  for (const [revision, fact] of facts.entries()) {
    const place = { stream, revision };
    const found = `${stream}@${String(fact.revision)}`;
    if (fact.revision !== revision) {
      const sentence = `Fact ${stream}@${String(revision)} is missing: ${found} stands in its place.`;
      return {
        ...place,
        code: 'revision-missing',
        expected: `${stream}@${String(revision)}`,
        found,
        sentence,
        next: askAgain,
      };
    }
    if (fact.previous !== previous) {
      const sentence = `Fact ${found} was not recorded after the fact that now stands before it.`;
      return {
        ...place,
        code: 'previous-differs',
        expected: previous ?? 'none',
        found: fact.previous ?? 'none',
        sentence,
        next: askAgain,
      };
    }
    if (fact.file !== undefined) {
      const text = files.get(fact.file);
      const digest = text === undefined ? 'none' : sha256(text);
      if (text === undefined || digest !== fact.digest || !isOf(text, { stream, ...fact })) {
        const sentence = `Fact ${found} is not as it was recorded: see ${fact.file}.`;
        return { ...place, code: 'digest-differs', expected: fact.digest, found: digest, sentence, next: askAgain };
      }
    }
    previous = fact.digest;
  }
  return undefined;
}

const askAgain =
  'The bundle was altered, or made of an altered record. Ask for it again, and for a verification of the record.';

/** A text with the right digest may still be of another place, where the list and not the text was altered. */
function isOf(text: Buffer, { stream, revision, previous }: BundledFact & { readonly stream: string }): boolean {
  const read = jsonIn(text);
  return read?.['stream'] === stream && read['revision'] === revision && read['previous'] === previous;
}

function jsonIn(text: Buffer): Readonly<Record<string, unknown>> | null | undefined {
  try {
    return JSON.parse(text.toString('utf8')) as Readonly<Record<string, unknown>> | null;
  } catch {
    return undefined;
  }
}

/** Anchors held elsewhere know of facts that a bundle leaves out, or has otherwise. */
export function heldOtherwise({ facts, stream }: Bundle, held: AnchorsRead | undefined): FactFault | undefined {
  for (const { revision, digest, anchor } of held?.heads.get(stream) ?? []) {
    const found = facts[revision]?.digest;
    if (found === digest) continue;
    const which = `anchor ${String(anchor)} of ${held?.statements[anchor]?.statement.at ?? ''}`;
    const fault = { stream, expected: digest, found: found ?? 'none' };
    if (found !== undefined) {
      const sentence = `Fact ${stream}@${String(revision)} is not the one that ${which} holds.`;
      return { ...fault, revision, code: 'anchored-otherwise', sentence, next: askAgain };
    }
    const sentence =
      `The bundle ends before fact ${String(revision)} of ${stream}, which ${which} holds: it was made before then, or ` +
      'leaves facts out.';
    const next = 'Ask for the record as it stands now; or verify with no anchors later than the bundle.';
    return { ...fault, revision: facts.length, code: 'cut-off', sentence, next };
  }
  return undefined;
}
