import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { IsString } from 'class-validator';
import { authoritiesIn, readSettings, ServiceSettings } from '#http';
import { rulebookFrom, type Rulebook } from '#timescales';

/** The settings of the deadlines service, from the environment. */
export class DeadlinesSettings extends ServiceSettings {
  /** Where the rows are kept. Without it `readmodel.db` of the data folder. */
  @IsString()
  READMODEL_URL = '';
}

/** Throws `BadSettings` listing every fault. */
export function settings(): DeadlinesSettings {
  return readSettings(DeadlinesSettings, process.env);
}

/** READMODEL_URL, or the read model of the data folder. */
export function readModelUrl({ READMODEL_URL, WAYMARK_DATA }: DeadlinesSettings): string {
  return READMODEL_URL === '' ? resolve(join(WAYMARK_DATA, 'readmodel.db')) : READMODEL_URL;
}

/** The timescales of each authority. Throws `LocalRulesUnusable` listing every fault of the file LOCAL_RULES names. */
export function rulesOf({ LOCAL_RULES, WAYMARK_AUTHORITIES }: DeadlinesSettings): Rulebook {
  return rulebookFrom(LOCAL_RULES, authoritiesIn(WAYMARK_AUTHORITIES), (name) => readFileSync(name, 'utf8'));
}
