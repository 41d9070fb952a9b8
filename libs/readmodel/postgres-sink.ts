import { finished } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { rowKinds } from '#measures';
import { keptColumns } from './kept-facts.ts';
import type { PostgresPlace } from './place.ts';
import { openClient } from '#postgres';
import { postgresError } from './postgres-errors.ts';
import type { RowSink } from './row-sink.ts';
import type { Value } from './statements.ts';
import { sqlColumns, tables } from './tables.ts';

/** The tables of a schema that nobody reads yet, filled with COPY over a connection of its own. */
export async function postgresSink(place: PostgresPlace, rows: string): Promise<RowSink> {
  const client = await openClient(place);
  const copying = copies(async (table, columns, text) => {
    try {
      const into = client.query(copyFrom(`COPY ${rows}.${table} (${columns}) FROM STDIN`));
      into.end(text);
      await finished(into);
    } catch (error) {
      throw postgresError(error, place);
    }
  });
  const facts = copying.table('facts', [...keptColumns.split(', '), 'known_from']);
  const unjudged = copying.table('unjudged', ['authority', 'child']);
  const ofKinds = Object.fromEntries(
    rowKinds.map((kind) => [kind, copying.table(tables[kind].name, sqlColumns(kind))]),
  ) as Readonly<Record<string, (values: readonly Value[]) => void>>;
  return {
    fact: facts,
    row: (kind, values) => ofKinds[kind]?.(values),
    unjudged: (authority, child) => {
      unjudged([authority, child]);
    },
    drained: () => copying.drained(heldOfEach),
    end: async () => {
      await copying.drained(0);
      await client.end();
    },
    abandon: () => client.end().catch(() => undefined),
  };
}

/** Of a table so much text is gathered before it is sent. */
const heldOfEach = 1 << 20;

interface Copies {
  readonly table: (name: string, columns: readonly string[]) => (values: readonly Value[]) => void;
  /** Sends every table of which more than this is held. */
  readonly drained: (most: number) => Promise<void>;
}

function copies(send: (table: string, columns: string, text: string) => Promise<void>): Copies {
  const held: { readonly name: string; readonly columns: string; text: string }[] = [];
  return {
    table(name, columns) {
      const of = { name, columns: columns.map((column) => `"${column}"`).join(', '), text: '' };
      held.push(of);
      return (values) => {
        of.text += copyLine(values);
      };
    },
    async drained(most) {
      for (const of of held) {
        if (of.text.length <= most) continue;
        const { name, columns, text } = of;
        of.text = '';
        await send(name, columns, text);
      }
    },
  };
}

/** One row in COPY's text format: fields parted by tabs, with what would end a field or a row escaped. */
export function copyLine(values: readonly Value[]): string {
  let line = '';
  for (const [index, value] of values.entries()) {
    if (index > 0) line += '\t';
    if (value === null) line += String.raw`\N`;
    else if (typeof value === 'number') line += String(value);
    else line += /[\\\t\n\r]/.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (letter) => escapes[letter] ?? '') : value;
  }
  return `${line}\n`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
