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
  testTimeout: 60_000,
  roots: ['apps', 'libs', 'seeds', 'test', 'tools']
    .filter((folder) => fs.existsSync(new URL(folder, import.meta.url)))
    .map((folder) => `<rootDir>/${folder}`),
  setupFiles: ['<rootDir>/test/drawn-alike.ts'],
  testRegex: '\\.test\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^#(calendar|events|history|timescales|journey|measures|exchange|evidence|access|store|privacy|recording|readmodel|http|testing)$':
      '<rootDir>/libs/$1/index.ts',
  },
};
