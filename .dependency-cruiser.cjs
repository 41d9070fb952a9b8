/**
 * Which way imports run. `npm run check` fails on any import that runs the other way, and names the path.
 * Each lib imports only libs earlier in this list; apps import libs; only `all` imports other apps.
 */
const order = [
  'calendar',
  'events',
  'history',
  'timescales',
  'journey',
  'measures',
  'exchange',
  'evidence',
  'access',
  'postgres',
  'store',
  'privacy',
  'recording',
  'readmodel',
  'http',
  'testing',
];
const pure = ['calendar', 'events', 'history', 'timescales', 'journey', 'measures', 'exchange', 'evidence', 'access'];
const anyOf = (names) => `(${names.join('|')})`;
const test = '\\.test\\.ts$';
const outside = ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown', 'core'];

/** A test may use the libs that come after its own, such as the given/when/then of `testing`. */
const orderRules = order.slice(0, -1).map((lib, place) => ({
  name: `import-order-${lib}`,
  comment: `libs/${lib} imports only libs that come before it in the house's order.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: test },
  to: { path: `^libs/${anyOf(order.slice(place + 1))}/` },
}));

module.exports = {
  forbidden: [
    ...orderRules,
    {
      name: 'front-door-only',
      comment: 'A lib is entered through its index.ts: import it as #name.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/$1/', '^libs/[^/]+/index\\.ts$'] },
    },
    {
      name: 'front-door-only-from-outside',
      comment: 'A lib is entered through its index.ts: import it as #name.',
      severity: 'error',
      from: { pathNot: '^libs/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/index\\.ts$' },
    },
    {
      name: 'measures-apart-from-journey',
      comment: 'What is counted must not depend on what is allowed: neither reaches the other, by any path.',
      severity: 'error',
      from: { path: '^libs/measures/', pathNot: test },
      to: { path: '^libs/journey/', reachable: true },
    },
    {
      name: 'journey-apart-from-measures',
      comment: 'What is allowed must not depend on what is counted: neither reaches the other, by any path.',
      severity: 'error',
      from: { path: '^libs/journey/', pathNot: test },
      to: { path: '^libs/measures/', reachable: true },
    },
    {
      name: 'pure-libs-import-nothing-outside',
      comment:
        'A pure lib has no I/O, clock or package. Exceptions: xstate in journey, an XML reader in exchange, node:crypto in evidence.',
      severity: 'error',
      from: { path: `^libs/${anyOf(pure)}/`, pathNot: [test, '^libs/(journey|exchange|evidence)/'] },
      to: { dependencyTypes: outside },
    },
    {
      name: 'journey-imports-only-xstate',
      comment: 'The machine is the one thing journey takes from outside.',
      severity: 'error',
      from: { path: '^libs/journey/', pathNot: test },
      to: { dependencyTypes: outside, pathNot: 'node_modules/xstate/' },
    },
    {
      name: 'exchange-imports-only-xml',
      comment: 'Reading XML is the one thing exchange takes from outside.',
      severity: 'error',
      from: { path: '^libs/exchange/', pathNot: test },
      to: { dependencyTypes: outside, pathNot: 'node_modules/saxes/' },
    },
    {
      name: 'evidence-imports-only-crypto',
      comment: 'SHA-256 is the one thing evidence takes from outside.',
      severity: 'error',
      from: { path: '^libs/evidence/', pathNot: test },
      to: { dependencyTypes: outside, pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'pure-libs-reach-nothing-impure',
      comment: 'A pure lib does not reach a shell lib, an app, a seed or a tool by any path.',
      severity: 'error',
      from: { path: `^libs/${anyOf(pure)}/`, pathNot: test },
      to: { path: `^(apps|seeds|tools|libs/${anyOf(order.filter((lib) => !pure.includes(lib)))})/`, reachable: true },
    },
    {
      name: 'one-client',
      comment:
        'Only libs/store talks to EventStoreDB; everything else goes through its front door. The bench of the node alone does not.',
      severity: 'error',
      from: { path: '^(apps|libs|seeds|tools)/', pathNot: ['^libs/store/', '^tools/bench/eventstore-load', test] },
      to: { path: 'node_modules/@eventstore/db-client/' },
    },
    {
      name: 'libs-below-apps',
      comment: 'Libs do not import apps, seeds, tools or tests.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|seeds|tools|test)/' },
    },
    {
      name: 'apps-apart',
      comment: 'An app never imports another app, so that each can run alone. Only all composes them.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/all/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Code that runs for people does not lean on tests or their fixtures.',
      severity: 'error',
      from: { path: '^(apps|libs|seeds)/', pathNot: [test, '^libs/testing/'] },
      to: { path: ['^test/', '^libs/testing/', test] },
    },
    {
      name: 'no-development-packages',
      comment: 'What runs for people is in dependencies, so that an installation without development packages works.',
      severity: 'error',
      from: { path: '^(apps|libs|seeds)/', pathNot: [test, '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other when they run are one idea, or three. Types may refer to one another.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: ['^dist/', '^tools/bench/emmett/', '^apps/web/src/assets/own/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
