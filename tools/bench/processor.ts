import { readFileSync } from 'node:fs';

const ticksOfSecond = 100;

/** Seconds of processor that a running process has taken so far, all its threads (Linux; elsewhere not a number). */
export function processorSeconds(pid: number): number {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // After the name, which may have spaces: utime is the eleventh from there, stime the twelfth.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksOfSecond;
  } catch {
    return Number.NaN;
  }
}

/** MiB that a running process has held at most (Linux; elsewhere not a number). */
export function mostMemory(pid: number): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? Number.NaN) / 1024;
  } catch {
    return Number.NaN;
  }
}
