import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, NotReady, ready, root } from './ready.mjs';

/** What `npm start` and `npm run start:…` run, once the clone is ready. */
const programs = {
  all: 'apps/all/src/main.js',
  eventstore: 'apps/eventstore/src/main.js',
  intake: 'apps/intake/src/main.js',
  protection: 'apps/protection/src/main.js',
  performance: 'apps/performance/src/main.js',
  deadlines: 'apps/deadlines/src/main.js',
  audit: 'apps/audit/src/main.js',
  exchange: 'apps/exchange/src/main.js',
  web: 'apps/web/src/main.js',
  docs: 'tools/docs.js',
  bench: 'tools/bench.js',
  generate: 'tools/generate.js',
};

const [name = 'all', ...rest] = process.argv.slice(2);
try {
  const program = programs[name];
  if (!program)
    throw new NotReady(`There is no program called ${name}. There are: ${Object.keys(programs).join(', ')}.`);
  await ready();
  const file = path.join(root, 'dist', program);
  await traces(name);
  process.argv.splice(1, process.argv.length - 1, file, ...rest);
  await import(pathToFileURL(file).href);
} catch (error) {
  giveUp(error);
}

/** Switches traces on where they have somewhere to go: in this process, or for `all` in every process it starts. */
async function traces(program) {
  if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT) return;
  const telemetry = pathToFileURL(path.join(root, 'dist', 'tools', 'telemetry.js')).href;
  if (program !== 'all') await import(telemetry);
  else process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${telemetry}`.trim();
}
