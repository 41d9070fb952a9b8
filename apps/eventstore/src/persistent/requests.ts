import { eachField } from '../wire/reader.ts';
import { readAllOptions, readFilter, readStreamOptions, type FilterRequest, type From } from '../wire/read-request.ts';
import { readStreamName } from '../wire/requests.ts';
import { readUuid } from '../wire/uuid.ts';
import { ALL, settingsFault, STRATEGIES, UNSAID_SETTINGS, type GroupKey, type GroupSettings } from './settings.ts';

export type Definition = GroupKey & {
  readonly settings: GroupSettings;
  readonly filter: FilterRequest | undefined;
  /** Why no group can be made of this, whatever there is already. */
  readonly fault: string | undefined;
};

/** `CreateReq` and `UpdateReq`, which have one layout but for the filter. */
export function readDefinition(bytes: Buffer): Definition {
  const found: { source: string; group: string; filter: FilterRequest | undefined; from: From | undefined } = {
    source: '',
    group: '',
    filter: undefined,
    from: undefined,
  };
  let settings: GroupSettings = UNSAID_SETTINGS;
  let fault: string | undefined;
  const overStream = (name: string): void => {
    found.source ||= name;
    if (name === ALL) fault = "A group reads '$all' by a call of its own: use the client's calls for $all.";
  };
  eachOption(bytes, (field, value) => {
    if (field === 1) overStream(readStreamName(value));
    else if (field === 2) found.group = value.toString('utf8');
    else if (field === 3) {
      const read = readSettings(value);
      settings = read.settings;
      fault ??= read.fault;
    } else if (field === 4) {
      const { stream, from } = readStreamOptions(value);
      overStream(stream);
      found.from = from;
    } else if (field === 5)
      Object.assign(found, { source: ALL, from: readAllOptions(value), filter: allFilter(value) });
  });
  const { source, group, filter, from } = found;
  if (source === '' || group === '') fault = 'Name a stream and a group.';
  return { source, group, filter, fault, settings: from === undefined ? settings : { ...settings, startFrom: from } };
}

/** `DeleteReq`, `GetInfoReq` and `ReplayParkedReq` name a group, each under its own field numbers. */
export function readGroupKey(bytes: Buffer, fields: { stream: number; all: number; group: number }): GroupKey {
  let source = '';
  let group = '';
  eachOption(bytes, (field, value) => {
    if (field === fields.stream) source = readStreamName(value);
    else if (field === fields.all) source = ALL;
    else if (field === fields.group) group = value.toString('utf8');
  });
  return { source, group };
}

/** How many parked events to replay; undefined for all of them. */
export function readReplayLimit(bytes: Buffer): number | undefined {
  let limit: number | undefined;
  eachField(bytes, (outer, reader) => {
    if (outer !== 1) return false;
    eachField(reader.bytes(), (field, options) => {
      if (field !== 4) return false;
      limit = options.varint();
      return true;
    });
    return true;
  });
  return limit;
}

/** Which source's groups are asked for; undefined for all groups. */
export function readListSource(bytes: Buffer): string | undefined {
  let source: string | undefined;
  eachOption(bytes, (outer, value) => {
    if (outer !== 2) return;
    eachField(value, (field, reader) => {
      const inner = field === 1 || field === 2 ? reader.bytes() : undefined;
      if (inner !== undefined) source = field === 1 ? readStreamName(inner) : ALL;
      return inner !== undefined;
    });
  });
  return source;
}

export type NackAction = 'park' | 'retry' | 'skip' | 'stop';

/** What a consumer says: first which group it reads, then what became of each event. */
export type ConsumerMessage =
  | ({ readonly kind: 'connect'; readonly bufferSize: number; readonly structuredIds: boolean } & GroupKey)
  | { readonly kind: 'ack'; readonly ids: readonly string[] }
  | { readonly kind: 'nack'; readonly ids: readonly string[]; readonly action: NackAction; readonly reason: string };

export function readConsumerMessage(bytes: Buffer): ConsumerMessage {
  let message: ConsumerMessage = { kind: 'ack', ids: [] };
  eachField(bytes, (field, reader) => {
    if (field < 1 || field > 3) return false;
    const body = reader.bytes();
    message =
      field === 1 ? readConnect(body) : field === 2 ? { kind: 'ack', ids: readAnswer(body).ids } : readAnswer(body);
    return true;
  });
  return message;
}

function readConnect(bytes: Buffer): ConsumerMessage {
  const found = { source: '', group: '', bufferSize: 10, structuredIds: true };
  eachField(bytes, (field, reader) => {
    if (field === 1) found.source = readStreamName(reader.bytes());
    else if (field === 2) found.group = reader.text();
    else if (field === 3) found.bufferSize = Math.max(1, reader.varint());
    else if (field === 4) found.structuredIds = reader.bytes()[0] !== 0x12;
    else if (field === 5) {
      reader.bytes();
      found.source = ALL;
    } else return false;
    return true;
  });
  return { kind: 'connect', ...found };
}

/** Numbers of the wire's enumeration; 0, unknown, is treated as a wish to try again. */
const ACTIONS: readonly NackAction[] = ['retry', 'park', 'retry', 'skip', 'stop'];

function readAnswer(bytes: Buffer): Extract<ConsumerMessage, { kind: 'nack' }> {
  const ids: string[] = [];
  let action: NackAction = 'retry';
  let reason = '';
  eachField(bytes, (field, reader) => {
    if (field === 2) ids.push(readUuid(reader.bytes()));
    else if (field === 3) action = ACTIONS[reader.varint()] ?? 'retry';
    else if (field === 4) reason = reader.text();
    else return false;
    return true;
  });
  return { kind: 'nack', ids, action, reason };
}

/** Ticks of 100 nanoseconds, in milliseconds. */
const TICKS = 10_000;

function readSettings(bytes: Buffer): { settings: GroupSettings; fault: string | undefined } {
  const found: { -readonly [K in keyof GroupSettings]: GroupSettings[K] } = { ...UNSAID_SETTINGS };
  let fault: string | undefined;
  eachField(bytes, (field, reader) => {
    if (field === 16) {
      const wanted = reader.text();
      const known = STRATEGIES.find((name) => name === wanted);
      if (known === undefined) fault = `There is no consumer strategy '${wanted}'. There are ${STRATEGIES.join(', ')}.`;
      else found.strategy = known;
    } else if (field === 1) found.resolveLinks = reader.varint() === 1;
    else if (field === 2) found.startFrom = fromRevision(reader.varint());
    else if (field === 3) found.extraStatistics = reader.varint() === 1;
    else if (field === 4) found.messageTimeout = reader.varint() / TICKS;
    else if (field === 5) found.maxRetryCount = reader.varint();
    else if (field === 6) found.checkpointAfter = reader.varint() / TICKS;
    else if (field === 7) found.minCheckpointCount = reader.varint();
    else if (field === 8) found.maxCheckpointCount = reader.varint();
    else if (field === 9) found.maxSubscriberCount = reader.varint();
    else if (field === 10) found.liveBufferSize = reader.varint();
    else if (field === 11) found.readBatchSize = reader.varint();
    else if (field === 12) found.historyBufferSize = reader.varint();
    else if (field === 13) found.strategy = STRATEGIES[reader.varint()] ?? 'RoundRobin';
    else if (field === 14) found.messageTimeout = reader.varint();
    else if (field === 15) found.checkpointAfter = reader.varint();
    else return false;
    return true;
  });
  return { settings: found, fault: fault ?? settingsFault(found) };
}

/** Clients that name the revision here say "the end" by the largest number there is. */
function fromRevision(revision: number): From {
  return revision >= 2 ** 63 ? 'end' : revision === 0 ? 'start' : revision;
}

function allFilter(bytes: Buffer): FilterRequest | undefined {
  let filter: FilterRequest | undefined;
  eachField(bytes, (field, reader) => {
    if (field !== 4) return false;
    filter = readFilter(reader.bytes());
    return true;
  });
  return filter;
}

/** Every length-delimited field of `options`, which is field 1 of all these requests. */
function eachOption(bytes: Buffer, visit: (field: number, value: Buffer) => void): void {
  eachField(bytes, (outer, reader) => {
    if (outer !== 1) return false;
    eachField(reader.bytes(), (field, inner, wireType) => {
      if (wireType !== 2) return false;
      visit(field, inner.bytes());
      return true;
    });
    return true;
  });
}
