import type { Log } from '../storage/log.ts';
import { decodeRecordedEvent } from '../wire/recorded-event.ts';

/** What the latest event of `$settings` says: the access lists of streams that have none of their own. */
export type SystemSettings = { readonly $userStreamAcl?: unknown; readonly $systemStreamAcl?: unknown };

const SETTINGS = '$settings';

/** Looked up at every call, read only when they have changed. Settings that are no JSON object are as none. */
export function systemSettings(log: Log): () => SystemSettings {
  let known: { readonly at: number; readonly settings: SystemSettings } = { at: -1, settings: {} };
  return () => {
    const stream = log.stream(SETTINGS);
    const at = stream?.last ?? -1;
    if (at !== known.at) known = { at, settings: read(log) };
    return known.settings;
  };
}

function read(log: Log): SystemSettings {
  const visible = log.visible(SETTINGS, Date.now());
  const row = visible.kind === 'present' ? log.reads.at(visible.sid, visible.last) : undefined;
  if (row === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(decodeRecordedEvent(row.record).data.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
