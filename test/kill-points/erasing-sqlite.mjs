import { backup, DatabaseSync as Database } from '@photostructure/sqlite';

export { backup };

/** Ends the process where this is the step that KILL_AT names. */
export function at(here) {
  if (here !== process.env.KILL_AT) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is as good as here: nothing more is done before it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Whether the child that KILL_CHILD names is being erased: at its start a process carries out earlier orders again. */
let isErasing = false;

/** The SQLite driver, ending its process by SIGKILL at a step of the destroying of a child's keys. See erasing.mjs. */
export class DatabaseSync extends Database {
  exec(sql) {
    super.exec(sql);
    if (sql === 'COMMIT' && isErasing) at('committed');
  }

  prepare(sql) {
    const statement = super.prepare(sql);
    const step = stepAfter(sql);
    if (step === undefined) return statement;
    const method = step === 'log-emptied' ? 'get' : 'run';
    const call = statement[method].bind(statement);
    Object.defineProperty(statement, method, {
      value: (...values) => {
        if (step === 'blanked') {
          isErasing = values[1] === process.env.KILL_CHILD;
          if (isErasing) at('begun');
        }
        const answer = call(...values);
        if (isErasing) at(step);
        return answer;
      },
    });
    return statement;
  }
}

function stepAfter(sql) {
  if (sql.startsWith('UPDATE child_keys SET erased')) return 'blanked';
  if (sql.startsWith('INSERT OR REPLACE INTO erasures')) return 'noted';
  if (sql.startsWith('PRAGMA wal_checkpoint')) return 'log-emptied';
  return undefined;
}
