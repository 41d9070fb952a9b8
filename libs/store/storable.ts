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
  assertJson(event.data, `${at}/data`, 0);
  assertJson(event.metadata, `${at}/metadata`, 0);
}

function assertJson(value: unknown, at: string, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      throw new Unstorable(`JSON cannot carry ${String(value)}`, at);
    case 'object':
      if (value === null) return;
      if (depth >= deepest) throw new Unstorable('The data is nested too deeply, or contains itself', at);
      assertJsonWithin(value, at, depth);
      return;
    default:
      throw new Unstorable(`JSON cannot carry a ${typeof value}`, at);
  }
}

function assertJsonWithin(value: object, at: string, depth: number): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) assertJson(value[i], `${at}/${String(i)}`, depth + 1);
    return;
  }
  if (!isPlainObject(value)) throw new Unstorable('JSON cannot carry an object of a class; give plain data', at);
  for (const key of Object.keys(value)) {
    const inner = value[key];
    // A property left undefined is a property not given, which is what JSON makes of it.
    if (inner !== undefined) assertJson(inner, `${at}/${pointerStep(key)}`, depth + 1);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === null || isRootPrototype(prototype)) && typeof (value as { toJSON?: unknown }).toJSON !== 'function'
  );
}

/** `Object.prototype`, of whichever realm: test runners and workers have their own. */
function isRootPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  );
}

function pointerStep(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
