import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatabaseSync } from '@photostructure/sqlite';
import { rowsOf, type Database } from './database.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Rows of a statement that nobody but their reader still holds. */
function rows(database: Database): Iterable<unknown> {
  return rowsOf(
    database.prepare(
      'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n ORDER BY i',
    ),
    1000,
  );
}

it('reads every row of a statement, though memory is swept of all that nothing holds meanwhile', async () => {
  const database = new DatabaseSync(':memory:');
  const seen: unknown[] = [];
  for (const row of rows(database)) {
    seen.push(row);
    if (seen.length % 100 !== 0) continue;
    collectGarbage();
    await setImmediate();
    // Takes the place in memory that a collected statement would have left.
    for (let n = 0; n < 50; n += 1) database.prepare(`SELECT ${n}`).get();
  }
  expect(seen).toHaveLength(1000);
  expect(seen.at(-1)).toMatchObject({ i: 1000 });
  database.close();
});
