import type { FastifyInstance } from 'fastify';
import { problem } from '#http';

/** What a browser sends of a form: a name that occurs more than once has a list. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** One field, without the spaces around it; undefined where it was left empty. Of several, the last. */
export function textIn(form: Form | undefined, name: string): string | undefined {
  const value = form?.[name];
  const text = (typeof value === 'string' ? value : value?.at(-1))?.trim();
  return text === '' ? undefined : text;
}

/** Reads forms on the routes that take them (`TakesForm`), and nowhere else: what services record comes as JSON. */
export function readForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: mostBytes },
    (request, body, parsed) => {
      const { takes } = request.routeOptions.config as { readonly takes?: unknown };
      if (takes === 'form') parsed(null, formIn(body as string));
      else parsed(problem(415, 'not-json', 'Send the body as JSON, with content-type application/json.'));
    },
  );
}

const mostBytes = 1024 * 1024;

/** Names are ours, and none of them is a property every object has. */
export function formIn(text: string): Form {
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name];
    const line = value.replaceAll('\r\n', '\n');
    form[name] = before === undefined ? line : Array.isArray(before) ? [...before, line] : [before, line];
  }
  return form;
}
