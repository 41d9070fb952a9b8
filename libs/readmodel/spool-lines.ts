import type { KeptFact } from './kept-facts.ts';

/** Tells a child from all others. Children in the order of these are as good as in that of the tables' keys. */
export function keyOf([authority, child]: KeptFact): string {
  return `${authority}\t${escaped(child)}`;
}

/** Whose a line is. */
export function keyIn(line: string): string {
  return line.slice(0, line.indexOf('\t', line.indexOf('\t') + 1));
}

/** The data comes last and as it is: JSON escapes what ends a line or a field. */
export function lineOf(
  key: string,
  [, , revision, id, type, data, recordedAt, recordedBy, position, family]: KeptFact,
): string {
  const named = `${key}\t${String(revision)}\t${escaped(id)}\t${type}`;
  const told = `${String(recordedAt)}\t${escaped(recordedBy)}\t${String(position)}`;
  return `${named}\t${told}\t${family === null ? none : escaped(family)}\t${data}\n`;
}

/** The fact that a line was made of. */
export function factOf(line: string): KeptFact {
  const fields = line.split('\t', 9);
  const [authority = '', child = '', revision, id = '', type = '', recordedAt, recordedBy = '', position, family = ''] =
    fields;
  const data = line.slice(fields.reduce((length, field) => length + field.length + 1, 0));
  return [
    authority,
    unescaped(child),
    Number(revision),
    unescaped(id),
    type,
    data,
    Number(recordedAt),
    unescaped(recordedBy),
    Number(position),
    family === none ? null : unescaped(family),
  ];
}

const none = String.raw`\N`;

function escaped(text: string): string {
  if (!text.includes('\t') && !text.includes('\n') && !text.includes('\\')) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/g, (_, letter: string) => ({ t: '\t', n: '\n' })[letter] ?? letter);
}
