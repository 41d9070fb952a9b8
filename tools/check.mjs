import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { giveUp, ready, root } from './ready.mjs';

const folders = ['apps', 'libs', 'seeds', 'tools', 'test'].filter((folder) => fs.existsSync(path.join(root, folder)));

/** Everything a change must satisfy before it is shared, in two lanes because the machine may have two processors. */
const lanes = [
  [
    { name: 'types', args: ['node_modules/typescript7/bin/tsc', '--noEmit'] },
    { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
    { name: 'imports', args: ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', ...folders] },
    { name: 'nothing unused', args: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
    { name: 'documents current', args: ['dist/tools/docs.js', '--check'] },
  ],
  [{ name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] }],
];

function run({ name, args }) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => output.push(data));
    child.once('close', (code) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stderr.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (code !== 0) process.stderr.write(`${Buffer.concat(output).toString('utf8').trimEnd()}\n`);
      resolve(code === 0);
    });
  });
}

async function inOrder(checks) {
  const results = [];
  for (const check of checks) results.push(await run(check));
  return results;
}

try {
  await ready();
  const results = (await Promise.all(lanes.map(inOrder))).flat();
  const failed = results.filter((passed) => !passed).length;
  process.stderr.write(failed === 0 ? 'All checks hold.\n' : `${failed} of ${results.length} checks failed.\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  giveUp(error);
}
