import type { Bundle } from '#evidence';

/** How a recipient checks a bundle, with Waymark and without. */
export function readmeOf({ authority, child, recipient, facts, anchor, signedWith, keys }: Bundle): string {
  const withheld = facts.filter(({ file }) => file === undefined).length;
  const key = keys.find(({ statement }) => statement.introduces.key === signedWith);
  const pem = key === undefined ? undefined : `anchors/${String(key.statement.number).padStart(8, '0')}.pem`;
  return `Record of child ${child}, authority ${authority}, made for ${recipient}.

report.html    The record as a page to read and to print.
bundle.json    Every fact in order, each with its digest and that of the fact before it; texts that were opened; the anchor.
facts/         What was digested of each fact that is shown: ${String(facts.length - withheld)} of ${String(facts.length)}. ${String(withheld)} withheld.
rules.json     The rules and the calendar that days were counted by.
anchors/       The statements that introduce the keys${anchor === null ? '.' : ', and the anchor that covers the record.'}
SHA256SUMS     The digest of every file here${signedWith === null ? '.' : `, signed with the key ${signedWith}.`}

With Waymark, and no server:
  npx waymark verify --bundle FILE.zip --public-key THE-AUTHORITYS-KEY.pem

Without Waymark, in the folder this was unpacked to:
  sha256sum -c SHA256SUMS
${pem === undefined ? '' : `  openssl pkeyutl -verify -pubin -inkey ${pem} -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig\n`}\
  sha256sum facts/*.json        gives the digests that bundle.json lists; each text names the digest of the fact before it

Compare the key with the one that the authority has published: anybody can make a key. What is withheld shows its digest
and its place, so nothing else can have been left out without a trace. That an opened text is what its sealed text holds is
the word of who signed this: no key that could show it is ever given away.
`;
}
