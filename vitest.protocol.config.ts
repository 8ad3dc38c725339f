import { configDefaults, defineConfig } from 'vitest/config';

/** The suites of `protocol/` alone, for what measures them: coverage (npm run coverage) and mutation testing. */
export default defineConfig({
  test: {
    include: ['protocol/src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**', '**/*.slow.test.*'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    server: { deps: { inline: ['@ldclabs/cose-ts'] } },
    expect: { requireAssertions: true },
    coverage: {
      provider: 'v8',
      include: ['protocol/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts'],
      reporter: ['text'],
      reportsDirectory: 'coverage/protocol',
      thresholds: { 100: true },
    },
  },
});
