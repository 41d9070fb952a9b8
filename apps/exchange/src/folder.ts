import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { draftOf, type Draft } from './sink.ts';

/** Files of one feed in one folder: they get their names together once all are whole. */
export interface Folder<N extends string> {
  readonly files: Readonly<Record<N, Draft>>;
  /** Writes what else belongs beside them, and gives all their names. */
  readonly finish: (beside: Readonly<Record<string, string>>) => Promise<void>;
  readonly discard: () => Promise<void>;
}

export async function draftsIn<N extends string>(folder: string, names: readonly N[]): Promise<Folder<N>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const drafts: Draft[] = [];
  const draft = async (name: string): Promise<Draft> => {
    const made = await draftOf(path.join(folder, name));
    drafts.push(made);
    return made;
  };
  const files = {} as Record<N, Draft>;
  for (const name of names) files[name] = await draft(name);
  return {
    files,
    async finish(beside) {
      for (const [name, text] of Object.entries(beside)) await (await draft(name)).write(text);
      for (const one of drafts) await one.finish();
    },
    async discard() {
      for (const one of drafts) await one.discard();
    },
  };
}

export function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
