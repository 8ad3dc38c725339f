import { expect, it } from 'vitest';
import { runOnce } from './demo-process.js';
import { describeOver } from './over.js';

const TIMEOUT = 180_000;

/* The short form: each broker once, and each store. All pairs, with brokers killed, are in over-brokers.slow.test.ts. */
for (const over of [
  { broker: 'aedes', store: 'postgres' },
  { broker: 'mosquitto', store: 'sqlite' },
  { broker: 'rabbitmq', store: 'postgres' },
] as const) {
  describeOver(over, ({ args, isStored }) => {
    it(
      'goes from wristbands to summaries, and every check holds',
      async () => {
        const { checks, employees } = await runOnce('--employees', '1', '--days', '1', ...(await args()));
        expect(Object.values(checks)).not.toContain(false);
        expect(employees).toHaveLength(1);
        expect(await isStored()).toBe(true);
      },
      TIMEOUT,
    );
  });
}
