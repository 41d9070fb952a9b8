/** Names, numbers and references stand on one line; reasons and notes may have several. */
export type Lines = 'one-line' | 'several-lines';

/**
 * The first character of a text that nobody sees, and that makes it read otherwise than it is or breaks what it is printed
 * in, as `U+202E`: a control (C0, C1, NUL) or one that overrides or sets apart the direction of what follows (U+202A to
 * U+202E, U+2066 to U+2069; Unicode TR36, "bidirectional text spoofing"). Several lines may hold tabs and ends of lines.
 * Letters of every language pass, and the marks that join them or show their own direction (U+200C to U+200F, U+061C).
 * Asked of what is to be recorded only: what was recorded before is read as it stands.
 */
export function hiddenIn(text: string, lines: Lines): string | undefined {
  const found = hidden[lines].exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

const hidden: Readonly<Record<Lines, RegExp>> = {
  'one-line': /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u,
  'several-lines': /(?![\t\n]|\r\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u,
};
