import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runOnce } from './demo-process.js';
import { describeOver, processOf } from './over.js';

const TIMEOUT = 180_000;

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'over-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/* The short form: each broker once, and each store. All pairs, with brokers killed, are in over-brokers.slow.test.ts. */
for (const over of [
  { broker: 'aedes', store: 'postgres' },
  { broker: 'mosquitto', store: 'sqlite' },
  { broker: 'rabbitmq', store: 'postgres' },
] as const) {
  describeOver(over, ({ args, isStored }) => {
    it(
      'goes from wristbands to summaries, every check holds, and no process is left',
      async () => {
        const people = ['--employees', '1', '--days', '1', '--state', state];
        const { checks } = await runOnce(...people, ...(await args()));
        expect(Object.values(checks)).not.toContain(false);
        expect(await isStored()).toBe(true);
        for (const program of ['mosquitto', 'beam.smp', 'epmd']) expect(processOf(state, program)).toBeUndefined();
      },
      TIMEOUT,
    );
  });
}
