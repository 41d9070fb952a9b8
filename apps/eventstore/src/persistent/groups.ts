import { randomUUID } from 'node:crypto';
import type { Log } from '../storage/log.ts';
import { decodeRecordedEvent } from '../wire/recorded-event.ts';
import type { FilterRequest } from '../wire/read-request.ts';
import { openGroup, type Group } from './group.ts';
import type { Definition } from './requests.ts';
import { ALL, nameOf, type GroupConfig, type GroupKey } from './settings.ts';
import { sourceOf } from './source.ts';

/** All persistent subscription groups of the node. What they are is kept in a system stream. */
export type Groups = {
  find(key: GroupKey): Group | undefined;
  list(): readonly Group[];
  /** A place in `$all` that no event has yet had is a mistake; in a stream it is a place still to come. */
  isBeyondEnd(definition: Definition): boolean;
  /** False where it exists already. */
  create(definition: Definition): Promise<boolean>;
  /** Drops the group's consumers, who may connect again under the new settings. False where there is none. */
  update(definition: Definition): Promise<boolean>;
  /** False where there is none. */
  remove(key: GroupKey): Promise<boolean>;
  /** Drops every consumer and begins again from what is kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const CONFIG_STREAM = '$persistentSubscriptionConfig';

export function openGroups(log: Log, onDefect: (error: unknown) => void): Groups {
  const groups = new Map<string, Group>();
  let isOver = false;
  let last: Promise<unknown> = Promise.resolve();

  /** Whatever changes groups is done one after another: half way through a restart few of them are open. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(() => {
      if (isOver) throw new Error('The event store node is stopping. Connect again shortly.');
      return work();
    });
    last = done.catch(() => undefined);
    return done;
  }

  function open(config: GroupConfig): void {
    groups.set(nameOf(config), openGroup(log, config, onDefect));
  }

  /** Keeps what is kept, but for the group of this name. */
  async function keep(key: GroupKey, config?: GroupConfig): Promise<void> {
    const others = storedConfigs(log).filter((stored) => nameOf(stored) !== nameOf(key));
    const event = {
      id: randomUUID(),
      type: '$PersistentConfig',
      contentType: 'application/json',
      metadata: Buffer.alloc(0),
      data: Buffer.from(JSON.stringify({ version: 1, groups: config === undefined ? others : [...others, config] })),
    };
    const outcome = await log.change({ kind: 'append', stream: CONFIG_STREAM, expected: 'any', events: [event] });
    if (outcome.kind === 'failed') throw new Error(outcome.fault.reason);
  }

  for (const config of storedConfigs(log)) open(config);

  return {
    find: (key) => groups.get(nameOf(key)),
    list: () => [...groups.values()],
    isBeyondEnd: ({ source, settings: { startFrom } }) =>
      source === ALL && typeof startFrom === 'number' && startFrom > log.head(),
    create: (definition) =>
      inTurn(async () => {
        if (groups.has(nameOf(definition))) return false;
        const config = configOf(definition, definition.filter, beginning(log, definition));
        await keep(config, config);
        open(config);
        return true;
      }),
    update: (definition) =>
      inTurn(async () => {
        const group = groups.get(nameOf(definition));
        if (group === undefined) return false;
        const { filter, begin } = group.config;
        const moved = definition.settings.startFrom !== group.config.settings.startFrom;
        const config = configOf(definition, filter, moved ? beginning(log, definition) : begin);
        await keep(config, config);
        await group.close();
        open(config);
        return true;
      }),
    remove: (key) =>
      inTurn(async () => {
        const group = groups.get(nameOf(key));
        if (group === undefined) return false;
        await keep(key);
        groups.delete(nameOf(key));
        await group.close();
        await group.discard();
        return true;
      }),
    restart: () =>
      inTurn(async () => {
        for (const group of groups.values()) await group.close();
        groups.clear();
        for (const config of storedConfigs(log)) open(config);
      }),
    close: () =>
      inTurn(async () => {
        isOver = true;
        for (const group of groups.values()) await group.close();
        groups.clear();
      }),
  };
}

function storedConfigs(log: Log): readonly GroupConfig[] {
  const visible = log.visible(CONFIG_STREAM, Date.now());
  const row = visible.kind === 'present' ? log.reads.at(visible.sid, visible.last) : undefined;
  if (row === undefined) return [];
  return (JSON.parse(decodeRecordedEvent(row.record).data.toString('utf8')) as { groups: GroupConfig[] }).groups;
}

/** "The end" is the end as it was when the group was made, so that a restart misses nothing. */
function beginning(log: Log, definition: Definition): number {
  const { startFrom } = definition.settings;
  if (startFrom === 'start') return 0;
  return startFrom === 'end' ? sourceOf(log, configOf(definition, definition.filter, 0)).last() + 1 : startFrom;
}

function configOf(
  { source, group, settings }: Definition,
  filter: FilterRequest | undefined,
  begin: number,
): GroupConfig {
  return { source, group, settings, filter, begin };
}
