// Given to a process with --import: ends it by SIGKILL at a step of an erasure, which KILL_AT names, of the child KILL_CHILD. In their order:
//   order-sent, order-stored   before the order is appended, and after it is durable
//   begun, blanked, noted      the keys' transaction is begun; the child's keys are overwritten; whose master they were is noted
//   committed, log-emptied     it is committed; no older copy of their pages is left
//   done-sent, done-stored     before and after it is recorded that the erasure is done
import { EventStoreDBClient } from '@eventstore/db-client';
import { register } from 'node:module';
import { at } from './erasing-sqlite.mjs';

register('./hooks.mjs', import.meta.url, { data: { ours: new URL('./erasing-sqlite.mjs', import.meta.url).href } });

const { appendToStream } = EventStoreDBClient.prototype;
EventStoreDBClient.prototype.appendToStream = async function (stream, events, ...more) {
  if (stream !== 'erasures') return appendToStream.call(this, stream, events, ...more);
  const [{ type }] = [events].flat();
  const step = type === 'ErasureOrdered' ? 'order' : 'done';
  at(`${step}-sent`);
  const answer = await appendToStream.call(this, stream, events, ...more);
  at(`${step}-stored`);
  return answer;
};
