import path from 'node:path';

/** Where the demonstration is recorded to. */
export interface Config {
  readonly storeUrl: string;
  readonly keysUrl: string;
  readonly masterKeyFile: string;
  readonly masterKeyCommand: string | undefined;
}

/**
 * Reads the settings of the demonstration from the environment: EVENTSTORE_URL, and KEYS_URL and MASTER_KEY_FILE, which
 * are in the data folder WAYMARK_DATA unless they say otherwise. Throws `NoStoreToRecordTo`.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const setting = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const folder = setting('WAYMARK_DATA') ?? '.waymark';
  const storeUrl = setting('EVENTSTORE_URL');
  if (storeUrl === undefined) throw new NoStoreToRecordTo();
  return {
    storeUrl,
    keysUrl: setting('KEYS_URL') ?? path.join(folder, 'keys.db'),
    masterKeyCommand: setting('MASTER_KEY_COMMAND'),
    masterKeyFile: setting('MASTER_KEY_FILE') ?? path.join(folder, 'master.key'),
  };
}

/** Nothing says where the event store is. */
export class NoStoreToRecordTo extends Error {
  constructor() {
    super(
      'The demonstration has no event store to be recorded to. "npm start" gives it one; to run it alone, set ' +
        'EVENTSTORE_URL, for example to the address in .waymark/node.json.',
    );
    this.name = 'NoStoreToRecordTo';
  }
}
