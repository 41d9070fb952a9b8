import fs from 'node:fs';
import { verifyBundle, type BundleAgainst, type BundleVerified } from '#evidence';
import { filesOfBundle, NotABundle } from '#recording';
import { CannotDo, say } from './command.ts';

/** Verifies a bundle from its file alone: no server, no network. Answers the exit code. */
export function verifyBundleFile(file: string, against: BundleAgainst, asJson: boolean): number {
  const found = verifyBundle(filesIn(file), against);
  if (asJson) say(JSON.stringify(found, null, 2));
  else for (const line of inWords(found, against)) say(line);
  return found.holds ? 0 : 1;
}

function filesIn(file: string): ReadonlyMap<string, Buffer> {
  try {
    return filesOfBundle(fs.readFileSync(file));
  } catch (error) {
    if (error instanceof NotABundle) throw new CannotDo(error.message);
    throw new CannotDo(
      `The bundle ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
    );
  }
}

function inWords(
  { bundle, fact, faults, holds, shown, withheld, signed }: BundleVerified,
  { trustedKey }: BundleAgainst,
) {
  const broken = [
    ...(fact === undefined ? [] : [`${fact.stream} is broken at revision ${fact.revision}: ${fact.code}.`]),
    ...(fact === undefined ? [] : [`  ${fact.sentence}`, `  Next: ${fact.next}`]),
    ...faults.flatMap(({ code, sentence, next }) => [`${code}: ${sentence}`, `  Next: ${next}`]),
  ];
  if (bundle === undefined) return broken;
  const { authority, child, recipient, anchor, facts, opened, closed, signedWith } = bundle;
  const covered =
    anchor === null
      ? 'No anchor covers it: facts cut off the end would leave no trace.'
      : `Anchor ${anchor.signed.statement.number} of ${anchor.signed.statement.at} covers facts 0 to ${anchor.head.revision} of ` +
        `${facts.length}; those after it rest on the chain and on who signed the bundle.`;
  const signature = signed
    ? `Signed with ${signedWith ?? ''}${trustedKey === undefined ? ': compare with the key that the authority has published.' : '.'}`
    : 'Not signed: that nothing beside the facts was altered is not proven.';
  return [
    ...broken,
    `Child ${child}, authority ${authority}, for ${recipient}: ${holds ? 'the bundle holds.' : 'the bundle is broken.'}`,
    `${countOf(shown, 'fact')} shown, ${withheld.length} withheld${withheld.length === 0 ? '' : ` (${withheld.join(', ')})`}, and no others; ` +
      `${countOf(opened.length, 'text')} opened, ${closed.length} not.`,
    covered,
    signature,
  ];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
