import { join, resolve } from 'node:path';
import { IsString } from 'class-validator';
import { readSettings, ServiceSettings } from '#http';

/** The settings of the performance service and its worker, from the environment. */
export class PerformanceSettings extends ServiceSettings {
  /** Where the rows are kept: the path of an SQLite file. Without it `readmodel.db` of the data folder. */
  @IsString()
  READMODEL_URL = '';
}

/** Throws `BadSettings` listing every fault. */
export function settings(): PerformanceSettings {
  return readSettings(PerformanceSettings, process.env);
}

/** READMODEL_URL, or the read model of the data folder. */
export function readModelUrl({ READMODEL_URL, WAYMARK_DATA }: PerformanceSettings): string {
  return READMODEL_URL === '' ? resolve(join(WAYMARK_DATA, 'readmodel.db')) : READMODEL_URL;
}
