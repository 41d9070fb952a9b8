import { readFileSync } from 'node:fs';
import { IsString } from 'class-validator';
import { authoritiesIn, readSettings, RowsSettings } from '#http';
import { Populations, populationsFrom } from '#measures';
import type { Comparators } from './comparators/comparators.ts';
import { comparatorsFrom } from './comparators/read-comparators.ts';

/** The settings of the performance service and its worker, from the environment. */
export class PerformanceSettings extends RowsSettings {
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

/** The populations of each authority. Throws `PopulationsUnusable` listing every fault of the file POPULATIONS names. */
export function populationsOf({ POPULATIONS, WAYMARK_AUTHORITIES }: PerformanceSettings): Populations {
  const read = (name: string): string => readFileSync(name, 'utf8');
  return new Populations(populationsFrom(POPULATIONS, authoritiesIn(WAYMARK_AUTHORITIES), read));
}

/** What figures are set beside. Throws `ComparatorsUnusable` listing every fault of the file COMPARATORS names. */
export function comparatorsOf({ COMPARATORS }: Pick<PerformanceSettings, 'COMPARATORS'>): Comparators {
  return comparatorsFrom(COMPARATORS, (name) => readFileSync(name, 'utf8'));
}
