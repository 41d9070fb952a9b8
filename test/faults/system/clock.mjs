// Given to a process with --import: its clock is ahead or behind by what the file CLOCK_FILE says, in milliseconds, from
// the moment the file says so. Threads of the process run by the same file. What measures how long things take is left.
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
const Real = Date;
let ahead = 0;

function look() {
  try {
    ahead = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Nobody has set the clock yet.
  }
}

const now = () => Real.now() + ahead;

if (file !== undefined) {
  look();
  setInterval(look, 10).unref();
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
    apply: () => new Real(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
  });
}
