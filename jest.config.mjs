import fs from 'node:fs';

const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  swcrc: false,
};

export default {
  testEnvironment: 'node',
  // Tests wait on conditions, each with its own bound; a busy machine may take long to start a process.
  testTimeout: 120_000,
  // A worker keeps what its files loaded. After a hundred files it spent most of its time sweeping memory, for seconds on
  // end, in which calls ran out of time that had nothing wrong with them; so it is replaced between files.
  workerIdleMemoryLimit: '900MB',
  roots: ['apps', 'libs', 'seeds', 'test', 'tools']
    .filter((folder) => fs.existsSync(new URL(folder, import.meta.url)))
    .map((folder) => `<rootDir>/${folder}`),
  setupFiles: ['<rootDir>/test/drawn-alike.ts'],
  testRegex: '\\.test\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^#(calendar|events|history|timescales|journey|measures|exchange|evidence|access|postgres|store|privacy|recording|readmodel|http|testing)$':
      '<rootDir>/libs/$1/index.ts',
  },
};
