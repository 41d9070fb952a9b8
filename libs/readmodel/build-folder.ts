import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '#privacy';

/** What a build in progress is called: by its process, for a command may rebuild while a worker does. */
const building = '.building.';

/** Makes the folder of a build by this process, and removes those of processes that are gone. */
export function makeBuildFolder(base: string): string {
  for (const { name, pid } of buildsBeside(base)) {
    if (pid === process.pid || !isRunning(pid)) rmSync(name, { force: true, recursive: true });
  }
  const folder = `${base}${building}${String(process.pid)}`;
  makeFolder(folder, 0o700);
  return folder;
}

/** Whether another process that still runs builds: what a killed one left behind holds nobody up. */
export function isBuiltByAnother(base: string): boolean {
  return buildsBeside(base).some(({ pid }) => pid !== process.pid && isRunning(pid));
}

/** The folders of builds, begun by whatever process. */
function buildsBeside(base: string): { readonly name: string; readonly pid: number }[] {
  const folder = path.dirname(base);
  const begins = `${path.basename(base)}${building}`;
  makeFolder(folder);
  return readdirSync(folder)
    .filter((name) => name.startsWith(begins))
    .map((name) => ({ name: path.join(folder, name), pid: Number.parseInt(name.slice(begins.length), 10) }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
