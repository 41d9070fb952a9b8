import { keyPlaceOf, NotAKeyStore } from '#privacy';
import { placeOf, UnusableReadModelUrl } from '#readmodel';
import type { Given } from './gate-settings.ts';

/**
 * What is wrong with where rows and keys are to be kept. Events, rows and keys have three homes: rows are thrown away and
 * made again, and keys never are.
 */
export function homeFaults(given: Given): readonly string[] {
  const faults: string[] = [];
  const rows = read(given('READMODEL_URL'), placeOf, faults);
  const keys = read(given('KEYS_URL'), keyPlaceOf, faults);
  if (rows?.kind !== 'postgres' || keys?.kind !== 'postgres') return faults;
  const isSameDatabase = rows.shown.toLowerCase() === keys.shown.toLowerCase();
  if (isSameDatabase && rows.schema === keys.schema) {
    faults.push(
      `KEYS_URL and READMODEL_URL both name the schema "${keys.schema}" at ${keys.shown}: rows are made anew and keys ` +
        'cannot be. Give KEYS_URL a database of its own, or another ?schema=.',
    );
  }
  return faults;
}

function read<T>(url: string | undefined, placed: (url: string) => T, faults: string[]): T | undefined {
  if (url === undefined || url === '') return undefined;
  try {
    return placed(url);
  } catch (error) {
    if (!(error instanceof NotAKeyStore || error instanceof UnusableReadModelUrl)) throw error;
    faults.push(error.message);
    return undefined;
  }
}
