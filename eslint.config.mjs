import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Libs that hold the law and its arithmetic: the same history must give the same answer in ten years. */
const pureLibs = [
  'calendar',
  'events',
  'history',
  'timescales',
  'journey',
  'measures',
  'exchange',
  'evidence',
  'access',
];

const pure = pureLibs.map((lib) => `libs/${lib}/**/*.ts`);
const tests = ['**/*.test.ts', 'test/**/*.ts', 'libs/testing/**/*.ts'];

/** Only a `config.ts` reads the environment, so that every setting is found, validated and documented in one place. */
const environment = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only a config.ts reads process.env: pass the value in from there.',
  },
  {
    selector: "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
    message: 'Only a config.ts reads the environment: pass the value in from there.',
  },
];

const houseSyntax = [
  { selector: 'TSEnumDeclaration', message: 'Use a readonly tuple and a union of its members instead of an enum.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module, not a namespace.' },
];

const impureSyntax = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'A pure lib does not ask what time it is: take the day or instant as a parameter.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'A pure lib does not ask what time it is: take the day or instant as a parameter.',
  },
  { selector: 'ImportExpression', message: 'A pure lib imports statically, so that its imports can be checked.' },
];

const ambient = ['process', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto'];
const outside = ['fetch', 'console', 'globalThis', 'global', 'require', '__dirname', '__filename'];

/** What a pure lib may import from outside the house: nothing, with two exceptions named here. */
function pureImports(allowed = [], names = {}) {
  const except = allowed.map((name) => `|${name}$`).join('');
  return {
    'no-restricted-imports': [
      'error',
      {
        paths: Object.entries(names).map(([name, allowImportNames]) => ({
          name,
          allowImportNames,
          message: `Only ${allowImportNames.join(', ')} is pure.`,
        })),
        patterns: [
          {
            regex: `^(?!\\.|#(${pureLibs.join('|')})$${except})`,
            message: 'A pure lib imports only pure libs: no I/O, no clock, no outside package.',
          },
        ],
      },
    ],
  };
}

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.waymark/', 'docs/', 'test/fixtures/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // Types are structural here: what matters is the shape, not the constructor.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'no-console': 'off',
      'no-param-reassign': 'error',
      'no-restricted-syntax': ['error', ...houseSyntax, ...environment],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['**/config.ts', 'tools/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...houseSyntax] } },
  {
    files: pure,
    ignores: tests,
    rules: {
      ...pureImports(),
      'no-restricted-globals': [
        'error',
        ...[...ambient, ...outside].map((name) => ({ name, message: 'A pure lib has no clock, chance or I/O.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'A pure lib does not ask what time it is.' },
        { object: 'Math', property: 'random', message: 'A pure lib leaves nothing to chance.' },
      ],
      'no-restricted-syntax': ['error', ...houseSyntax, ...environment, ...impureSyntax],
    },
  },
  { files: ['libs/journey/**/*.ts'], ignores: tests, rules: pureImports(['xstate']) },
  { files: ['libs/exchange/**/*.ts'], ignores: tests, rules: pureImports(['saxes']) },
  {
    files: ['libs/evidence/**/*.ts'],
    ignores: tests,
    rules: pureImports(['node:crypto'], {
      'node:crypto': ['createHash', 'hash', 'createPublicKey', 'sign', 'verify', 'KeyObject'],
    }),
  },
  {
    files: tests,
    rules: {
      // Matchers such as expect.any() are typed `any`, and an index known by the line above reads better with `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'max-lines': ['error', { max: 450, skipBlankLines: true }],
      'no-restricted-syntax': ['error', ...houseSyntax],
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', 'apps/web/src/assets/own/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.mjs', '**/*.cjs'], rules: { 'no-restricted-syntax': 'off' } },
);
