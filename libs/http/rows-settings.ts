import { join, resolve } from 'node:path';
import { IsString } from 'class-validator';
import { ServiceSettings } from './service-settings.ts';

/** The settings of a service that writes rows, or reads them. */
export class RowsSettings extends ServiceSettings {
  /** Where the rows are kept: the path of an SQLite file, or `postgres://…`. Without it `readmodel.db` of the data folder. */
  @IsString()
  READMODEL_URL = '';
}

/** READMODEL_URL, or the read model of the data folder. */
export function readModelUrl({ READMODEL_URL, WAYMARK_DATA }: RowsSettings): string {
  return READMODEL_URL === '' ? resolve(join(WAYMARK_DATA, 'readmodel.db')) : READMODEL_URL;
}
