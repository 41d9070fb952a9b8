import { placeOf } from './place.ts';
import { postgresWriting } from './postgres-writing.ts';
import { sqliteWriting } from './sqlite-writing.ts';
import type { WritingDatabase } from './statements.ts';

/** The database READMODEL_URL names, for the one that writes it. Connects when it must. Throws `UnusableReadModelUrl`. */
export function writingDatabase(url: string): WritingDatabase {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? sqliteWriting(place.file) : postgresWriting(place);
}
