import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import nunjucks from 'nunjucks';
import { assetPath } from '../assets/assets.ts';
import { errorAt } from '../form/faults.ts';
import { sourcesOf } from '../assets/sources.ts';
import { at, count, day, mojDate, moment, one, shortDay } from './filters.ts';

/** A template of this app with what it is shown, as HTML. Everything shown is escaped unless a template says `safe`. */
export function rendered(template: string, shown: object): string {
  return environment().render(template, shown);
}

let made: nunjucks.Environment | undefined;

/** Templates are compiled once and kept. */
function environment(): nunjucks.Environment {
  if (made !== undefined) return made;
  const require = createRequire(import.meta.url);
  const govuk = join(dirname(require.resolve('govuk-frontend/package.json')), 'dist');
  const moj = dirname(require.resolve('@ministryofjustice/frontend/package.json'));
  const loader = new nunjucks.FileSystemLoader([sourcesOf('apps/web/src'), govuk, moj]);
  made = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
  for (const [name, filter] of Object.entries({ day, shortDay, moment, mojDate, count, one, at, errorAt }))
    made.addFilter(name, filter as (...args: never[]) => unknown);
  made.addGlobal('asset', assetPath);
  return made;
}
