import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './ready-lock.mjs';

/** The project's folder, wherever it was cloned. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const NODE_AT_LEAST = [20, 19];
const SOURCES = ['apps', 'libs', 'seeds', 'tools'];
const BUILD_SETTINGS = ['package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const installedStamp = path.join(root, 'node_modules', '.waymark-installed');
const builtStamp = path.join(root, 'dist', '.waymark-built');

/**
 * Makes a clone ready to run: the right Node, packages installed as the lockfile says, sources built. Does nothing when
 * that is already so, and then needs no network. Imports built-ins only, because it runs before anything is installed.
 */
export async function ready(say = (line) => process.stderr.write(`${line}\n`)) {
  checkNode();
  if (isInstalled() && isBuilt()) return;
  const waiting = (pid) =>
    say(`Waiting for another Waymark command${pid ? ` (process ${pid})` : ''} that is installing or building…`);
  await alone(path.join(root, '.ready'), waiting, async () => {
    if (!isInstalled()) await install(say);
    if (!isBuilt()) await build(say);
  });
}

/** Ends the process with one sentence on the terminal: for what its reader can put right. */
export function giveUp(error) {
  process.stderr.write(`${error instanceof NotReady ? error.message : (error?.stack ?? String(error))}\n`);
  process.exit(1);
}

export class NotReady extends Error {}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = NODE_AT_LEAST;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new NotReady(
    `Waymark needs Node.js ${NODE_AT_LEAST.join('.')} or newer, and this is ${process.versions.node}. ` +
      'Install Node.js 24 from https://nodejs.org and run the command again.',
  );
}

/** Which Node and machine the packages were installed for: some hold compiled code. */
const platform = `${process.versions.node.split('.')[0]}-${process.platform}-${process.arch}`;

function installKey() {
  const lockfile = fs.readFileSync(path.join(root, 'package-lock.json'));
  return `${platform} ${createHash('sha256').update(lockfile).digest('hex')}`;
}

function isInstalled() {
  const stamp = readStamp(installedStamp);
  if (stamp === installKey()) return true;
  if ((stamp && !stamp.startsWith(`${platform} `)) || !matchesLockfile()) return false;
  fs.writeFileSync(installedStamp, installKey());
  return true;
}

/** Packages installed by hand are as good as ours when npm's own record of them agrees with the lockfile. */
function matchesLockfile() {
  const record = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  const wanted = readJson(path.join(root, 'package-lock.json'));
  if (!record || !wanted) return false;
  return Object.entries(wanted.packages).every(([place, { version, optional, os, cpu, libc }]) => {
    if (place === '' || record.packages[place]?.version === version) return true;
    const isForHere = (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch)) && !libc;
    return optional === true && !(isForHere && (os || cpu));
  });
}

async function install(say) {
  say('Installing packages (once; about a minute)…');
  fs.rmSync(installedStamp, { force: true });
  const flags = ['ci', '--include=dev', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund'];
  const [command, ...first] = npm();
  const code = await run(command, [...first, ...flags, '--loglevel=error']);
  if (code !== 0) {
    throw new NotReady(
      'The packages could not be installed: npm says why above. Check the network connection (or the registry in your .npmrc) and run the command again.',
    );
  }
  fs.writeFileSync(installedStamp, installKey());
}

/** npm's own program: the one that started us, the one beside this Node, or the one on the path. */
function npm() {
  const beside = path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [process.env.npm_execpath, beside].filter((file) => file?.endsWith('npm-cli.js'));
  const found = candidates.find((file) => fs.existsSync(file));
  return found ? [process.execPath, found] : ['npm'];
}

function isBuilt() {
  return readStamp(builtStamp) === sourceKey();
}

/** Changes when anything that is compiled changes, and not with the time of a checkout. */
function sourceKey() {
  const hash = createHash('sha256').update(installKey());
  const files = SOURCES.flatMap((folder) => sourcesIn(path.join(root, folder)));
  for (const file of [...BUILD_SETTINGS.map((name) => path.join(root, name)), ...files.sort()]) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function sourcesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(file);
    return /(?<!\.test)\.ts$|\.json$/.test(entry.name) ? [file] : [];
  });
}

async function build(say) {
  say('Building (about ten seconds)…');
  const key = sourceKey();
  fs.rmSync(builtStamp, { force: true });
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const code = await run(process.execPath, [nest, 'build', 'all']);
  if (code !== 0) throw new NotReady('The build failed: the compiler says where above. Put that right and run again.');
  fs.writeFileSync(builtStamp, key);
}

/** Runs a program with its output on our standard error, so that our standard output stays the command's own. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) =>
      reject(new NotReady(`${command} could not be started (${error.code}). Is npm installed beside Node.js?`)),
    );
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
