import { DatabaseSync as Database, backup as backUp } from '@photostructure/sqlite';

/**
 * The SQLite driver, ending its process by SIGKILL at a step of a transaction. KILL_AT is `<step>:<number>`: of the
 * transactions that were begun to be written, at the given step of the one with this number, from 1.
 *   begin     before the transaction          began   after its BEGIN
 *   write     after its second write          commit  before its COMMIT, all written
 *   done      after its COMMIT                swap    before a read model made anew is swapped in
 */
const [step, number] = (process.env.KILL_AT ?? '').split(':');
let transactions = 0;
let writes = 0;

function at(here) {
  if (here !== step || transactions !== Number(number)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is as good as here: nothing more is done before it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

export class DatabaseSync extends Database {
  exec(sql) {
    if (sql === 'BEGIN IMMEDIATE') {
      transactions += 1;
      writes = 0;
      at('begin');
      super.exec(sql);
      at('began');
    } else if (sql === 'COMMIT') {
      // A transaction of one write has no step between its writes but this one.
      if (writes < 2) at('write');
      at('commit');
      super.exec(sql);
      at('done');
    } else super.exec(sql);
  }

  prepare(sql) {
    const statement = super.prepare(sql);
    const run = statement.run.bind(statement);
    Object.defineProperty(statement, 'run', {
      value: (...values) => {
        const ran = run(...values);
        writes += 1;
        if (writes === 2) at('write');
        return ran;
      },
    });
    return statement;
  }
}

export async function backup(...given) {
  if (step === 'swap') {
    transactions = Number(number);
    at('swap');
  }
  return backUp(...given);
}
