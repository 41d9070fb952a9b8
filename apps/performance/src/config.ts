import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { IsString } from 'class-validator';
import { authoritiesIn, readSettings, ServiceSettings } from '#http';
import { Populations, populationsFrom } from '#measures';
import type { Comparators } from './comparators/comparators.ts';
import { comparatorsFrom } from './comparators/read-comparators.ts';
import { rulebookFrom, type Rulebook } from '#timescales';

/** The settings of the performance service and its worker, from the environment. */
export class PerformanceSettings extends ServiceSettings {
  /** Where the rows are kept: the path of an SQLite file. Without it `readmodel.db` of the data folder. */
  @IsString()
  READMODEL_URL = '';

  /** A file of the authorities' own populations of children, for rates. Without it those shipped alone. */
  @IsString()
  POPULATIONS = '';

  /** A file of other areas' figures, DfE's CSV or docs/examples/comparators.example.json. Without it, those shipped alone. */
  @IsString()
  COMPARATORS = '';
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

/** The populations of each authority. Throws `PopulationsUnusable` listing every fault of the file POPULATIONS names. */
export function populationsOf({ POPULATIONS, WAYMARK_AUTHORITIES }: PerformanceSettings): Populations {
  const read = (name: string): string => readFileSync(name, 'utf8');
  return new Populations(populationsFrom(POPULATIONS, authoritiesIn(WAYMARK_AUTHORITIES), read));
}

/** What figures are set beside. Throws `ComparatorsUnusable` listing every fault of the file COMPARATORS names. */
export function comparatorsOf({ COMPARATORS }: Pick<PerformanceSettings, 'COMPARATORS'>): Comparators {
  return comparatorsFrom(COMPARATORS, (name) => readFileSync(name, 'utf8'));
}
