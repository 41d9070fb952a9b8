import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { IsString } from 'class-validator';
import { authoritiesIn, readSettings, ServiceSettings } from '#http';
import { rulebookFrom, type Rulebook } from '#timescales';

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

/** The timescales of each authority. Throws `LocalRulesUnusable` listing every fault of the file LOCAL_RULES names. */
export function rulesOf({ LOCAL_RULES, WAYMARK_AUTHORITIES }: PerformanceSettings): Rulebook {
  return rulebookFrom(LOCAL_RULES, authoritiesIn(WAYMARK_AUTHORITIES), (name) => readFileSync(name, 'utf8'));
}
