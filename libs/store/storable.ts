import { Unstorable } from './errors.ts';

/** An event to be appended: what it is, and what is to be remembered about its recording. */
export interface NewEvent {
  /** A UUID. Appending the same id at the same revision again stores nothing and answers as the first time. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const deepest = 64;

/**
 * Refuses what would not come back from the store as it went in. The client must never see such data: given a BigInt,
 * for one, its promise never settles and the process gets an unhandled rejection.
 */
export function assertStorable(stream: string, expected: 'no-stream' | number, events: readonly NewEvent[]): void {
  if (stream === '' || stream.startsWith('$')) {
    throw new Unstorable(
      `${JSON.stringify(stream)} is not a stream to append to; give a name that does not begin with $`,
      '',
    );
  }
  if (expected !== 'no-stream' && (!Number.isSafeInteger(expected) || expected < 0)) {
    throw new Unstorable(`The expected revision of ${stream} must be 'no-stream' or a whole number from 0`, '');
  }
  if (events.length === 0) throw new Unstorable(`No event was given for ${stream}; give at least one`, '');
  events.forEach((event, index) => {
    assertEvent(event, `/${String(index)}`);
  });
}

function assertEvent(event: NewEvent, at: string): void {
  if (!uuid.test(event.id)) throw new Unstorable('An event’s id must be a UUID', `${at}/id`);
  if (event.type === '' || event.type.startsWith('$')) {
    throw new Unstorable('An event’s type must be a name that does not begin with $', `${at}/type`);
  }
  if (!isPlainObject(event.data)) throw new Unstorable('An event’s data must be an object', `${at}/data`);
  if (!isPlainObject(event.metadata)) throw new Unstorable('An event’s metadata must be an object', `${at}/metadata`);
  assertJson(event.data, `${at}/data`);
  assertJson(event.metadata, `${at}/metadata`);
}

function assertJson(value: unknown, at: string): void {
  const fault = faultIn(value, 0);
  if (fault === null) return;
  const steps = fault.within.reverse().map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  throw new Unstorable(fault.what, at + steps.join(''));
}

/** What JSON cannot carry, and where: the innermost step first. Where is only told of a fault, for most data has none. */
interface Fault {
  readonly what: string;
  readonly within: string[];
}

function faultIn(value: unknown, depth: number): Fault | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : fault(`JSON cannot carry ${String(value)}`);
    case 'object':
      if (value === null) return null;
      if (depth >= deepest) return fault('The data is nested too deeply, or contains itself');
      return Array.isArray(value) ? faultInList(value, depth) : faultInObject(value, depth);
    case 'undefined':
      return fault('JSON cannot carry undefined in a list');
    default:
      return fault(`JSON cannot carry a ${typeof value}`);
  }
}

function faultInList(list: readonly unknown[], depth: number): Fault | null {
  for (let i = 0; i < list.length; i += 1) {
    const found = faultIn(list[i], depth + 1);
    if (found !== null) return { ...found, within: [...found.within, String(i)] };
  }
  return null;
}

function faultInObject(object: object, depth: number): Fault | null {
  if (!isPlainObject(object)) return fault('JSON cannot carry an object of a class; give plain data');
  for (const key of Object.keys(object)) {
    const value = object[key];
    // A property left undefined is a property not given, which is what JSON makes of it.
    const found = value === undefined ? null : faultIn(value, depth + 1);
    if (found !== null) return { ...found, within: [...found.within, key] };
  }
  return null;
}

function fault(what: string): Fault {
  return { what, within: [] };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The root prototype of any realm will do: test runners and workers have their own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
