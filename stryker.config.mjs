/**
 * Mutation testing (npm run test:mutation) of `protocol/`, and of what a log's durability hangs on: does a test fail when the
 * code is wrong?
 */
export default {
  mutate: [
    ...['protocol/src/**/*.ts', '!**/*.test.ts', '!**/*.fixture.ts', '!**/index.ts'],
    'anchor-service/src/adapters/{durable-file,file-log-folder}.ts',
    'anchor-service/src/publication.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  concurrency: 2,
  // A mutant that runs only while a file is loaded costs every test again: a fifth of them would take four fifths of the time.
  ignoreStatic: true,
  // A copy of what the suites need, and of nothing else.
  ignorePatterns: [
    '*',
    '!protocol/**',
    '!anchor-service/**',
    '!*/tsconfig.json',
    '!test/src/requirement.ts',
    '!package.json',
    '!tsconfig.base.json',
    '!vitest.*.config.ts',
    '**/dist',
    '**/node_modules',
  ],
  tempDirName: 'coverage/stryker',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 95, low: 85, break: 85 },
};
