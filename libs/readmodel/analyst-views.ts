import type pg from 'pg';
import { never, rowColumns, rowKinds, stillKnown, type ColumnType, type RowKind } from '#measures';
import { sqlName, tables } from './tables.ts';

/** A column of an analysts' view: what it is called, its type in PostgreSQL, and what it is made of. */
export interface ViewColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'boolean' | 'date' | 'timestamptz' | 'text[]';
  readonly from: string;
}

/**
 * The columns of the views of a kind: days are dates and empty where they have not come, flags are booleans, instants have
 * their time zone. New columns come last, so that views made of these go on.
 */
export function viewColumns(kind: RowKind): readonly ViewColumn[] {
  const types: Readonly<Record<string, ColumnType>> = rowColumns[kind];
  return [
    { name: 'authority', type: 'text', from: 'authority' },
    { name: 'child', type: 'text', from: 'child' },
    { name: 'key', type: 'text', from: '"key"' },
    { name: 'known_from', type: 'timestamptz', from: 'to_timestamp(known_from / 1000.0)' },
    { name: 'known_to', type: 'timestamptz', from: `to_timestamp(NULLIF(known_to, ${String(stillKnown)}) / 1000.0)` },
    { name: 'facts', type: 'text[]', from: 'ARRAY(SELECT json_array_elements_text(sources::json))' },
    ...Object.entries(types).map(([column, type]) => viewColumn(sqlName(column), type)),
  ];
}

function viewColumn(name: string, type: ColumnType): ViewColumn {
  if (type.startsWith('flag')) return { name, type: 'boolean', from: `"${name}" = 1` };
  if (type.startsWith('instant')) {
    return { name, type: 'timestamptz', from: `to_timestamp(NULLIF("${name}", ${String(stillKnown)}) / 1000.0)` };
  }
  if (type.startsWith('day')) return { name, type: 'date', from: `NULLIF("${name}", '${never}')::date` };
  return { name, type: type.startsWith('number') ? 'integer' : 'text', from: `"${name}"` };
}

/** Makes the views of every kind over these rows: all versions, and those now known. */
export async function createViews(client: pg.ClientBase, schema: string, rows: string): Promise<void> {
  for (const kind of rowKinds) {
    const { name } = tables[kind];
    const columns = viewColumns(kind).map(({ name: column, type, from }) => `(${from})::${type} AS "${column}"`);
    const select = `SELECT ${columns.join(', ')} FROM ${rows}.${name}`;
    await createView(client, `${schema}.${name}`, select);
    await createView(client, `${schema}.${name}_now`, `${select} WHERE known_to = ${String(stillKnown)}`);
  }
}

/** Where columns went or changed, the view is made anew, and whatever was made of it is gone with it. */
async function createView(client: pg.ClientBase, name: string, select: string): Promise<void> {
  await client.query('SAVEPOINT of_view');
  try {
    await client.query(`CREATE OR REPLACE VIEW ${name} AS ${select}`);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== otherColumns) throw error;
    await client.query('ROLLBACK TO SAVEPOINT of_view');
    await client.query(`DROP VIEW ${name} CASCADE; CREATE VIEW ${name} AS ${select}`);
  }
  await client.query('RELEASE SAVEPOINT of_view');
}

const otherColumns = '42P16';
