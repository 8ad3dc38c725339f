import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const slow = process.env.SLOW === '1' ? [] : ['**/*.slow.test.*'];

/** Files of which each takes minutes: begun last, one of them would be all that is left to wait for. */
const LONG = /-looks\.test|coach-network\.test|run-cluster\.test|several\.test|over-brokers\.test|\/scenario\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['*/src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.mjs', 'bench/*.test.mjs'],
    exclude: [...configDefaults.exclude, '**/dist/**', ...slow],
    // The native drivers of some suites do not load twice into the threads of one process.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Its files import each other without an ending, which Node does not resolve.
    server: { deps: { inline: ['@ldclabs/cose-ts'] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that asserts nothing is a defect.
    expect: { requireAssertions: true },
    reporters: ['default', './scripts/house/closing.mjs'],
  },
});
