/** The prefix of every child's stream, for following all journeys. */
export const journeyPrefix = 'journey-';

/** The stream holding one child's journey with one authority. */
export function journeyStream(authority: string, child: string): string {
  if (authority === '' || authority.includes('.')) {
    throw new RangeError(`An authority code cannot be ${JSON.stringify(authority)}: give one such as 855.`);
  }
  if (child === '') throw new RangeError('A child id cannot be empty.');
  return `${journeyPrefix}${authority}.${child}`;
}

/** Whose journey a stream holds, or null when it holds something else. The child's id is all after the first dot. */
export function parseJourneyStream(name: string): { readonly authority: string; readonly child: string } | null {
  if (!name.startsWith(journeyPrefix)) return null;
  const dot = name.indexOf('.', journeyPrefix.length);
  if (dot <= journeyPrefix.length || dot === name.length - 1) return null;
  return { authority: name.slice(journeyPrefix.length, dot), child: name.slice(dot + 1) };
}
