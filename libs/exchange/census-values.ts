import { isPlainDate } from '#calendar';
import { isCensusCode } from './census-codes.ts';
import type { ElementRead } from './census-reader.ts';
import type { ValueElement } from './census-structure.ts';

/** An element's value, or why it is none. */
export type Value =
  | { readonly value: string | number | boolean }
  | { readonly fault: string; readonly reason: string; readonly rule?: string };

/** Reads the value of an element as its kind has it. Space around it is read past. */
export function valueIn({ name, is, codes }: ValueElement, element: ElementRead): Value {
  const text = element.text.trim();
  if (element.within.length > 0) return fault('not-a-value', `${name} holds other elements where a value belongs.`);
  switch (is) {
    case 'date':
      return isPlainDate(text)
        ? { value: text }
        : fault('not-a-date', `${name} is ${said(text)}, which is no day (YYYY-MM-DD).`);
    case 'count':
      return /^\d{1,3}$/.test(text)
        ? { value: Number(text) }
        : fault('not-a-count', `${name} is ${said(text)}, which is no count.`);
    case 'flag':
      if (/^(1|true)$/i.test(text)) return { value: true };
      if (/^(0|false)$/i.test(text)) return { value: false };
      return fault('not-a-flag', `${name} is ${said(text)}: it is 0 or 1.`);
    case 'code':
      if (codes !== undefined && isCensusCode(codes, text)) return { value: text };
      return fault('unknown-code', `${name} is ${said(text)}, which is no code of its set.`);
    case 'text':
      return textOf(name, text);
  }
}

function textOf(name: string, text: string): Value {
  if (name === 'LAchildID') {
    if (text.length > 20) return { ...fault('too-long', 'The LAchildID has over 20 characters.'), rule: '1570' };
    if (!/^[A-Za-z0-9]+$/.test(text)) {
      return {
        ...fault('not-alphanumeric', `The LAchildID ${said(text)} has other characters than letters and digits.`),
        rule: '1580',
      };
    }
  } else if (!/^[A-Z]\d{11}[0-9A-Z]$/.test(text)) {
    return fault('malformed', `The ${name} is not written as one: a letter, eleven digits, and a digit or letter.`);
  }
  return { value: text };
}

function fault(code: string, reason: string): { readonly fault: string; readonly reason: string } {
  return { fault: code, reason };
}

/** What the file says, short and without what could be a person's text. */
function said(text: string): string {
  return `"${text.length > 24 ? `${text.slice(0, 24)}…` : text}"`;
}
