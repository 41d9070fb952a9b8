import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PATIENCE_MS = 20_000;
const PAUSE_MS = 150;
const BEAT_MS = 2_000;

/**
 * Runs `work` while no other process of this clone does, so that `npm start` and `npm test` at once do not both install.
 * A lock left by a process that died is recovered: its holder is gone, or it has not been touched while we watched.
 */
export async function alone(folder, onWait, work, patienceMs = PATIENCE_MS) {
  fs.mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, 'lock');
  const watched = { mark: '', since: 0, told: false };
  while (!take(lock)) {
    const holder = read(lock);
    if (holder && isStale(holder, watched, patienceMs)) recover(lock, holder);
    else if (!watched.told) {
      watched.told = true;
      onWait(holder ? holder.pid : undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const beat = setInterval(() => touch(lock), BEAT_MS);
  const release = () => fs.rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.removeListener('exit', release);
    release();
  }
}

function take(lock) {
  const mine = JSON.stringify({ pid: process.pid, host: os.hostname(), nonce: `${process.pid}-${Date.now()}` });
  try {
    fs.writeFileSync(lock, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(lock) {
  try {
    const text = fs.readFileSync(lock, 'utf8');
    const beat = fs.statSync(lock).mtimeMs;
    let holder = { nonce: 'unreadable' };
    try {
      holder = JSON.parse(text);
    } catch {
      // Its writer may be between creating and filling it, or died there: judged by its beat alone.
    }
    return { ...holder, beat };
  } catch {
    return undefined;
  }
}

/** A live holder touches the lock every two seconds; we compare what we see with what we saw, never with the clock. */
function isStale(holder, watched, patienceMs) {
  if (holder.host === os.hostname() && holder.pid !== undefined && !isAlive(holder.pid)) return true;
  const mark = `${holder.nonce} ${holder.beat}`;
  if (mark !== watched.mark) {
    watched.mark = mark;
    watched.since = performance.now();
  }
  return performance.now() - watched.since > patienceMs;
}

function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** Only the process that claims this very holder's lock may remove it, so a lock taken meanwhile is never removed. */
function recover(lock, holder) {
  const claim = `${lock}.${holder.nonce}`;
  try {
    fs.writeFileSync(claim, '', { flag: 'wx' });
  } catch {
    const age = Date.now() - (fs.statSync(claim, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > PATIENCE_MS) fs.rmSync(claim, { force: true });
    return;
  }
  if (read(lock)?.nonce === holder.nonce) fs.rmSync(lock, { force: true });
  fs.rmSync(claim, { force: true });
}

function touch(lock) {
  try {
    const now = new Date();
    fs.utimesSync(lock, now, now);
  } catch {
    // Removed by hand: nothing to keep alive.
  }
}
