import { join, resolve } from 'node:path';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { readSettings, ServiceSettings, type Need } from '#http';
import type { AnchorPlaces } from './anchor-places.ts';

/** The settings of the audit service, from the environment. */
export class AuditSettings extends ServiceSettings {
  /** The key that anchors are signed with. Without it `anchor.key` of the data folder, made on first use. */
  @IsString()
  ANCHOR_KEY_FILE = '';

  /** Where the files of anchors go. Without it `anchors` of the data folder. */
  @IsString()
  ANCHOR_FOLDER = '';

  @IsInt({ message: 'ANCHOR_EVERY_MINUTES is a whole number' })
  @Min(0, { message: 'ANCHOR_EVERY_MINUTES is 0, to anchor only when told to, or more' })
  @Max(999_999, { message: 'ANCHOR_EVERY_MINUTES is at most 999999' })
  ANCHOR_EVERY_MINUTES = 60;

  override needs(): readonly Need[] {
    return [...super.needs(), 'anchor-key'];
  }
}

/** Throws `BadSettings` listing every fault. */
export function settings(): AuditSettings {
  return readSettings(AuditSettings, process.env);
}

export function anchorPlacesOf(set: AuditSettings): AnchorPlaces {
  const own = resolve(set.WAYMARK_DATA, 'anchor.key');
  const keyFile = set.ANCHOR_KEY_FILE === '' ? own : resolve(set.ANCHOR_KEY_FILE);
  return {
    keyFile,
    // A key kept elsewhere is somebody's to keep: a new one in its place would begin a chain that nobody trusts.
    createKey: keyFile === own,
    folder: resolve(set.ANCHOR_FOLDER === '' ? join(set.WAYMARK_DATA, 'anchors') : set.ANCHOR_FOLDER),
    everyMinutes: set.ANCHOR_EVERY_MINUTES,
  };
}
