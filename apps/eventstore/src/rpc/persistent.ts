import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Group } from '../persistent/group.ts';
import type { Groups } from '../persistent/groups.ts';
import { subscriptionInfo } from '../persistent/info.ts';
import { readDefinition, readGroupKey, readListSource, readReplayLimit } from '../persistent/requests.ts';
import type { GroupKey } from '../persistent/settings.ts';
import { message } from '../wire/writer.ts';

/** Group keys stand under other field numbers in each request. */
const DELETE_FIELDS = { stream: 1, all: 3, group: 2 };
const INFO_FIELDS = { stream: 1, all: 2, group: 3 };
const REPLAY_FIELDS = { stream: 2, all: 3, group: 1 };

/** Makes a group, or changes one. */
export function defineGroupRpc(groups: Groups, kind: 'create' | 'update'): Rpc {
  return answering(async (call, bytes) => {
    const definition = readDefinition(bytes);
    const { fault } = definition;
    if (fault !== undefined) refuseSettings(call, definition, fault);
    else if (groups.isBeyondEnd(definition))
      refuseSettings(
        call,
        definition,
        'It would start beyond the end of $all. Start at the end, or at a known position.',
      );
    else if (await groups[kind](definition)) return;
    else if (kind === 'create') refuseExisting(call, definition);
    else refuseMissingGroup(call, definition);
  });
}

export function deleteGroupRpc(groups: Groups): Rpc {
  return answering(async (call, bytes) => {
    const key = readGroupKey(bytes, DELETE_FIELDS);
    if (!(await groups.remove(key))) refuseMissingGroup(call, key);
  });
}

export function groupInfoRpc(groups: Groups): Rpc {
  return answering(async (call, bytes) => {
    const key = readGroupKey(bytes, INFO_FIELDS);
    const group = groups.find(key);
    if (group !== undefined) return message().message(1, subscriptionInfo(group)).done();
    refuseMissingGroup(call, key);
    return undefined;
  });
}

export function listGroupsRpc(groups: Groups): Rpc {
  return answering(async (call, bytes) => {
    const source = readListSource(bytes);
    const listed = groups.list().filter((group) => source === undefined || group.config.source === source);
    if (source !== undefined && listed.length === 0) {
      refuseMissingGroup(call, { source, group: '' });
      return undefined;
    }
    return list(listed);
  });
}

export function replayParkedRpc(groups: Groups): Rpc {
  return answering(async (call, bytes) => {
    const key = readGroupKey(bytes, REPLAY_FIELDS);
    const group = groups.find(key);
    if (group === undefined) refuseMissingGroup(call, key);
    else group.replayParked(readReplayLimit(bytes));
  });
}

export function restartGroupsRpc(groups: Groups): Rpc {
  return answering(async () => {
    await groups.restart();
  });
}

export function refuseMissingGroup(call: Call, key: GroupKey): void {
  call.fail(
    STATUS.notFound,
    `Subscription group ${key.group} on stream ${key.source} does not exist.`,
    trailers('persistent-subscription-does-not-exist', key),
  );
}

export function trailers(exception: string, { source, group }: GroupKey): Record<string, string> {
  return { exception, 'stream-name': source, 'group-name': group };
}

function refuseExisting(call: Call, key: GroupKey): void {
  call.fail(
    STATUS.alreadyExists,
    `Subscription group ${key.group} on stream ${key.source} exists.`,
    trailers('persistent-subscription-exists', key),
  );
}

function refuseSettings(call: Call, key: GroupKey, reason: string): void {
  call.fail(STATUS.internal, `Subscription group ${key.group} on stream ${key.source} failed: '${reason}'`, {
    ...trailers('persistent-subscription-failed', key),
    reason,
  });
}

function list(groups: readonly Group[]): Buffer {
  const answer = message();
  for (const group of groups) answer.message(1, subscriptionInfo(group));
  return answer.done();
}

/** A call of one message and one answer, which is empty unless the work gives one. */
function answering(work: (call: Call, bytes: Buffer) => Promise<unknown>): Rpc {
  return (call) => ({
    message(bytes) {
      work(call, bytes).then(
        (answer) => {
          call.send(Buffer.isBuffer(answer) ? answer : Buffer.alloc(0));
          call.end();
        },
        (error: unknown) => {
          call.fail(STATUS.unknown, error instanceof Error ? error.message : String(error));
        },
      );
    },
  });
}
