import { codeSets } from '#events';

/** What each code of a set means. */
export function codeLabels(id: string): Readonly<Record<string, string>> {
  const found = codeSets.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`There is no set of codes ${id}. Name one of #events' codeSets.`);
  return Object.fromEntries(found.codes.map(({ code, label }) => [code, label]));
}
