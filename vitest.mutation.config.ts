import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import protocol from './vitest.protocol.config.js';

/** Without what takes long and finds crashes alone: a mutant has to be found by what a test says. */
export default mergeConfig(
  protocol,
  defineConfig({
    test: {
      include: [
        'anchor-service/src/publication*.test.ts',
        'anchor-service/src/adapters/{durable-file,file-log-folder}.test.ts',
      ],
      exclude: [...configDefaults.exclude, '**/fuzz.test.ts'],
    },
  }),
);
