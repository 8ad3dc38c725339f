import { expect, it } from 'vitest';
import type { LogFields } from '../ports.js';
import { pacedLogger } from './paced-logger.js';

function setUp() {
  const lines: string[] = [];
  const ends: (() => void)[] = [];
  const line = (event: string, { code, count }: LogFields = {}) => void lines.push(`${event} ${code} ${count}`);
  const logger = pacedLogger(
    { info: line, warn: line, error: line },
    { pause: () => new Promise((resolve) => ends.push(resolve)), everyMs: 1_000 },
  );
  const passed = async (): Promise<void> => {
    for (const end of ends.splice(0)) end();
    await new Promise(setImmediate);
  };
  return {
    lines,
    passed,
    refuse: (code: string, count: number) => logger.warn('message-refused', { code, count }),
    logger,
  };
}

it('says the first refusal of a code at once, and how many there were when some time has passed', async () => {
  const { lines, passed, refuse } = setUp();
  for (const count of [1, 2, 3]) refuse('gap', count);
  refuse('fork', 1);
  expect(lines).toEqual(['message-refused gap 1', 'message-refused fork 1']);
  await passed();
  expect(lines.slice(2)).toEqual(['message-refused gap 3']);
  refuse('gap', 4);
  expect(lines).toHaveLength(3);
  await passed();
  expect(lines.slice(3)).toEqual(['message-refused gap 4']);
  await passed();
  refuse('gap', 5);
  expect(lines.slice(4)).toEqual(['message-refused gap 5']);
});

it('says everything else each time', () => {
  const { lines, logger } = setUp();
  for (const count of [1, 2]) {
    logger.info('erasures-executed', { count });
    logger.warn('receipt-not-sent', { count });
    logger.error('batch-failed', { count });
  }
  expect(lines).toHaveLength(6);
});
