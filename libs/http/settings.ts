import { validateSync } from 'class-validator';

/** A class whose decorated fields are settings; its defaults stand where the environment says nothing. */
export type Settings<T extends object> = new () => T;

/**
 * Reads settings from the environment, each by the field's own name. A field whose default is a number is read as one.
 * Throws `BadSettings` listing every fault. Only an application's `config.ts` hands it `process.env`.
 */
export function readSettings<T extends object>(
  settings: Settings<T>,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const read = new settings();
  for (const name of Object.keys(read)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const byDefault: unknown = Reflect.get(read, name);
    if (typeof byDefault === 'object') continue;
    Reflect.set(read, name, typeof byDefault === 'number' ? numberIn(text) : text);
  }
  const faults = validateSync(read, { forbidUnknownValues: false }).flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((sentence) => `${property}: ${sentence}.`),
  );
  if (read instanceof ReadsMore) faults.push(...read.readMore(environment));
  if (faults.length > 0) throw new BadSettings(faults);
  return read;
}

/** Settings that read more of the environment than a field at a time. */
export abstract class ReadsMore {
  /** Reads it, and tells every fault. */
  abstract readMore(environment: Readonly<Record<string, string | undefined>>): readonly string[];
}

/** Settings that cannot be started with: every fault at once. */
export class BadSettings extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Waymark cannot start with these settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'BadSettings';
    this.faults = faults;
  }
}

function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}
