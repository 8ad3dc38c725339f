import { configDefaults, defineConfig } from 'vitest/config';

const slow = process.env.SLOW === '1' ? [] : ['**/*.slow.test.*'];

export default defineConfig({
  test: {
    include: ['*/src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.mjs', 'bench/*.test.mjs'],
    exclude: [...configDefaults.exclude, '**/dist/**', ...slow],
    // The native drivers of some suites do not load twice into the threads of one process.
    pool: 'forks',
    maxWorkers: 2,
    // Its files import each other without an ending, which Node does not resolve.
    server: { deps: { inline: ['@ldclabs/cose-ts'] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that asserts nothing is a defect.
    expect: { requireAssertions: true },
    reporters: ['default', './scripts/house/closing.mjs'],
  },
});
