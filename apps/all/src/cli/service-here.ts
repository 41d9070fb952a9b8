import { readSettings } from '../config.ts';
import { whereItRuns } from '../data-folder.ts';
import { CalledWrongly, CannotDo } from './command.ts';

/** The address of the service a command asks: that of `--url`, or of the Waymark that runs on the data folder. */
export function serviceHere(url: string | undefined): string {
  if (url !== undefined) {
    if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url;
    throw new CalledWrongly(`--url is "${url}": give an address such as http://localhost:3000.`);
  }
  const service = whereItRuns(readSettings().dataFolder)?.services;
  if (service !== undefined) return service;
  throw new CannotDo('No Waymark runs on this data folder. Start it with npm start, or give its address with --url.');
}
