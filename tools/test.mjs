import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { giveUp, ready, root } from './ready.mjs';

/** The suites that break things go on for long when they are asked for by themselves. */
const FAULTS = '--faults';
/** Whatever needs a browser comes on top where all is asked for. */
const ALL = '--all';
const BROWSER = String.raw`\.browser\.test\.ts$`;
const BOUND_MS = (process.argv.includes(FAULTS) ? 180 : process.argv.includes(ALL) ? 30 : 19) * 60_000;
const began = performance.now();
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/**
 * Runs the checks, counted as one test, then every test: those of the parts, then those of whole processes. Closes with
 * one line of counts. With `--all` those that need a browser come last. Given arguments go to Jest, which then runs what
 * they name and nothing else. With `--faults` it runs the suites that break things, for long, and the properties. Only
 * these two leave anything to chance.
 */
async function test(args) {
  const wanted = args.filter((arg) => arg !== ALL && arg !== FAULTS);
  const counts = [];
  if (args.includes(ALL) || args.includes(FAULTS)) drawAnew();
  if (args.includes(FAULTS)) {
    process.env.FAULTS_LONG = '1';
    if (wanted.length === 0) wanted.push('test/faults/', 'test/privacy-drill', 'test/authorisation', 'properties');
  }
  if (wanted.length > 0) counts.push(await jestRun(wanted));
  else {
    const code = await run(['tools/check.mjs']);
    counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
    const later = [String.raw`\.e2e\.test\.ts$`, BROWSER];
    counts.push(await jestRun(['--testPathIgnorePatterns', '/node_modules/', ...later]));
    counts.push(await jestRun(['--passWithNoTests', '--testRegex', String.raw`\.e2e\.test\.ts$`]));
    if (args.includes(ALL)) counts.push(await jestRun(['--passWithNoTests', '--testRegex', BROWSER]));
  }
  return counts.reduce((sum, count) => ({
    passed: sum.passed + count.passed,
    failed: sum.failed + count.failed,
    skipped: sum.skipped + count.skipped,
  }));
}

/** Properties are tried with other values than before (test/drawn-alike.ts), which can be had again. */
function drawAnew() {
  process.env.PROPERTIES_SEED ??= String(randomInt(2 ** 31));
  const seed = process.env.PROPERTIES_SEED;
  process.stderr.write(`Properties are drawn with seed ${seed}. To have the same again: PROPERTIES_SEED=${seed}.\n`);
}

/** Jest's own account of a run. A run that says nothing, or says all is well and exits otherwise, is one failure. */
async function jestRun(args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waymark-test-'));
  const file = path.join(folder, 'result.json');
  try {
    const code = await run([...jest, '--maxWorkers=2', ...args, '--json', `--outputFile=${file}`]);
    const account = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
    if (!account) return { passed: 0, failed: 1, skipped: 0 };
    const failed = account.numFailedTests + account.numRuntimeErrorTestSuites;
    return {
      passed: account.numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: account.numPendingTests + account.numTodoTests,
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 2] });
    const bound = setTimeout(
      () => {
        process.stderr.write(`Stopped: all of it may take ${BOUND_MS / 60_000} minutes.\n`);
        endAll(child.pid, 'SIGKILL');
      },
      BOUND_MS - (performance.now() - began),
    );
    const pass = (signal) => endAll(child.pid, signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
    child.once('error', () => resolve(1));
    child.once('exit', (code) => {
      clearTimeout(bound);
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, pass);
      resolve(code ?? 1);
    });
  });
}

/** Ends a process with all that it started: Jest, ended by a signal, would leave its workers and what they run behind. */
function endAll(pid, signal) {
  const { stdout = '' } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const ofParent = new Map();
  for (const line of (stdout ?? '').trim().split('\n')) {
    const [own, parent] = line.trim().split(/\s+/).map(Number);
    ofParent.set(parent, [...(ofParent.get(parent) ?? []), own]);
  }
  const all = [pid];
  for (const one of all) all.push(...(ofParent.get(one) ?? []));
  for (const one of all) {
    try {
      process.kill(one, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}

try {
  await ready();
  const { passed, failed, skipped } = await test(process.argv.slice(2));
  process.exitCode = failed === 0 ? 0 : 1;
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
} catch (error) {
  // The counts are the last line whatever happened, so they wait until the reason is told.
  process.once('exit', () => process.stdout.write('0 passed, 1 failed\n'));
  giveUp(error);
}
