import tseslint from 'typescript-eslint';

/**
 * Only what biome and dependency-cruiser do not see: promises that nobody awaits, the sizes of STYLE_GUIDE.md, and the
 * globals that a pure room must not touch. In a flat config a later entry replaces an earlier one of the same rule, so
 * each file gets its whole list from one entry.
 */

/** A room's `test/` holds what its tests share. */
const TESTS = ['*/src/**/*.test.ts', '*/test/**', 'test/**'];
const DRIVEN = ['*/src/adapters/**/*.ts', 'firmware-sim/src/band/**/*.ts'];
const PURE = [
  '*/src/{,stamps/}core/**/*.ts',
  'protocol/src/**/*.ts',
  'archive/src/**/*.ts',
  'health-formats/src/**/*.ts',
  'settings/src/**/*.ts',
  'vectors/src/**/*.ts',
];
/** What of the agent belongs to a process on this machine; everything else has to run in a browser too. */
const MACHINE = ['edge-agent/src/{adapters,commands}/**', 'edge-agent/src/{main,config,context,cli,index}.ts'];

/** What runs in a browser has its own types. */
const PAGES = ['web/src/{kit,pages}/**/*.{ts,tsx}'];

const sizes = (lines) => ({
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: lines }],
  'max-params': ['error', { max: 3 }],
});

const IMPURE_GLOBALS = {
  'Time comes in as an argument.': ['Date', 'performance', 'Temporal'],
  'A core decides and returns; waiting belongs to the pipeline.': [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
  ],
  'A core knows no Node.': ['process', 'Buffer', 'global', 'require', '__dirname', '__filename'],
  'A core does no I/O.': ['fetch', 'WebSocket', 'XMLHttpRequest', 'navigator'],
  'Entropy comes in as an argument.': ['crypto'],
  'Name the global itself, so that the rules see it.': ['globalThis', 'self', 'window'],
};
const impureGlobals = Object.entries(IMPURE_GLOBALS).flatMap(([message, names]) =>
  names.map((name) => ({ name, message })),
);

const nodeGlobals = (message) =>
  ['process', 'Buffer', 'global', 'require', 'setImmediate', 'clearImmediate'].map((name) => ({ name, message }));
const NODE_GLOBALS = nodeGlobals('The pipeline runs in a browser too: what it needs of a machine is a port.');
const NODE_TIMERS = ['ref', 'unref', 'hasRef'].map((property) => ({
  property,
  message: 'A timer is a number in a browser: end it where it is no longer needed.',
}));

/** A finding is mended or the law is changed; a comment that looks away is neither. */
const noSuppression = {
  'no-warning-comments': [
    'error',
    { terms: ['biome-ignore', 'eslint-disable', '@ts-ignore', '@ts-nocheck'], location: 'anywhere' },
  ],
};

const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Only readEnv() in config.ts reads the environment.',
};
const RANDOM = { object: 'Math', property: 'random', message: 'Entropy comes in as an argument.' };
const environmentImport = [
  'error',
  { paths: [{ name: 'node:process', importNames: ['env'], message: ENVIRONMENT.message }] },
];

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  { files: ['**/*.{js,mjs,cjs}'], rules: { ...sizes(60), ...noSuppression } },
  {
    files: ['**/*.ts'],
    ignores: PAGES,
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['./tsconfig.tests.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...sizes(60),
      ...noSuppression,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'no-restricted-properties': ['error', ENVIRONMENT],
      'no-restricted-imports': environmentImport,
    },
  },
  {
    files: PAGES,
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['./web/tsconfig.pages.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...sizes(60),
      ...noSuppression,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'no-restricted-globals': ['error', ...nodeGlobals('A page has no Node.')],
      // A policy without inline styles and evaluated code refuses these, on somebody's screen.
      'no-restricted-properties': [
        'error',
        ENVIRONMENT,
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: 'Text is text.' })),
      ],
    },
  },
  {
    files: ['*/src/config.ts', 'hci-seam/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: PURE,
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ENVIRONMENT, RANDOM],
    },
  },
  {
    files: ['edge-agent/src/**/*.ts'],
    ignores: [...TESTS, ...MACHINE, ...PURE],
    rules: {
      'no-restricted-globals': ['error', ...NODE_GLOBALS],
      'no-restricted-properties': ['error', ENVIRONMENT, ...NODE_TIMERS],
    },
  },
  { files: ['*/src/{,stamps/}core/**/*.ts'], ignores: TESTS, rules: sizes(40) },
  {
    files: [...TESTS, 'vitest*.config.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  // A driver dictates the shape of its callbacks.
  { files: DRIVEN, rules: { 'max-params': ['error', { max: 4 }] } },
  // The body of a describe is a list of tests, not a function that somebody has to hold in mind.
  {
    files: ['**/*.test.ts', '**/*.test.mjs', '*/test/contracts/*.ts', 'test/src/pages/*-looks.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
];
