/** Text fit to stand in HTML. What is made of it already is left alone. */
export class Html {
  constructor(readonly text: string) {}
}

/** Puts values into HTML: texts escaped, lists joined, `undefined` left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.map((part, index) => part + (index < values.length ? written(values[index]) : '')).join(''));
}

export type Part = string | number | Html | readonly Html[] | undefined;

function written(value: Part): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('\n');
  return String(value).replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}
