// Given to a process with --import: ends it by SIGKILL at an append to a child's journey. KILL_AT is `<step>:<number>`:
//   append    before the append with this number, from 1, is sent      appended  after it was answered
import { EventStoreDBClient } from '@eventstore/db-client';

const [step, number] = (process.env.KILL_AT ?? '').split(':');
const { appendToStream } = EventStoreDBClient.prototype;
let appends = 0;

function at(here) {
  if (here !== step || appends !== Number(number)) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is as good as here: nothing more is done before it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

EventStoreDBClient.prototype.appendToStream = async function (stream, ...given) {
  if (!stream.startsWith('journey-')) return appendToStream.call(this, stream, ...given);
  appends += 1;
  at('append');
  const answer = await appendToStream.call(this, stream, ...given);
  at('appended');
  return answer;
};
