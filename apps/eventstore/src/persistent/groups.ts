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
  create(definition: Definition): Promise<void>;
  /** Drops the group's consumers, who may connect again under the new settings. */
  update(definition: Definition): Promise<void>;
  remove(key: GroupKey): Promise<void>;
  /** Drops every consumer and begins again from what is kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const CONFIG_STREAM = '$persistentSubscriptionConfig';

export function openGroups(log: Log, onDefect: (error: unknown) => void): Groups {
  const groups = new Map<string, Group>();
  const open = (config: GroupConfig): void => {
    groups.set(nameOf(config), openGroup(log, config, onDefect));
  };
  const begin = (): void => {
    for (const config of storedConfigs(log)) open(config);
  };
  const end = async (): Promise<void> => {
    const open = [...groups.values()];
    groups.clear();
    for (const group of open) await group.close();
  };
  begin();

  async function keep(configs: readonly GroupConfig[]): Promise<void> {
    const event = {
      id: randomUUID(),
      type: '$PersistentConfig',
      contentType: 'application/json',
      metadata: Buffer.alloc(0),
      data: Buffer.from(JSON.stringify({ version: 1, groups: configs })),
    };
    const outcome = await log.change({ kind: 'append', stream: CONFIG_STREAM, expected: 'any', events: [event] });
    if (outcome.kind === 'failed') throw new Error(outcome.fault.reason);
  }

  const configs = (): GroupConfig[] => [...groups.values()].map(({ config }) => config);

  return {
    find: (key) => groups.get(nameOf(key)),
    list: () => [...groups.values()],
    isBeyondEnd: ({ source, settings: { startFrom } }) =>
      source === ALL && typeof startFrom === 'number' && startFrom > log.head(),
    async create(definition) {
      const config = configOf(definition, definition.filter, beginning(log, definition));
      // Taken at once, so that of two who create it together one is told that it exists.
      open(config);
      await keep(configs()).catch(async (error: unknown) => {
        await groups.get(nameOf(config))?.close();
        groups.delete(nameOf(config));
        throw error;
      });
    },
    async update(definition) {
      const group = groups.get(nameOf(definition));
      if (group === undefined) return;
      const { filter, begin: former } = group.config;
      const moved = definition.settings.startFrom !== group.config.settings.startFrom;
      const config = configOf(definition, filter, moved ? beginning(log, definition) : former);
      await group.close();
      open(config);
      await keep(configs()).catch(async (error: unknown) => {
        await groups.get(nameOf(config))?.close();
        open(group.config);
        throw error;
      });
    },
    async remove(key) {
      const group = groups.get(nameOf(key));
      if (group === undefined) return;
      groups.delete(nameOf(key));
      await keep(configs()).catch((error: unknown) => {
        groups.set(nameOf(key), group);
        throw error;
      });
      await group.close();
      await group.discard();
    },
    async restart() {
      await end();
      begin();
    },
    close: end,
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
