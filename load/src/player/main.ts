import { randomBytes } from 'node:crypto';
import { nodeHasher } from '@fit4work/node-hasher';
import { cryptoReady, useHasher } from '@fit4work/protocol';
import { LoadError } from '../error.js';
import type { Answer, Order } from '../orders.js';
import { obey } from './obey.js';

useHasher(nodeHasher);
await cryptoReady;

const ports = {
  ticks: () => performance.now(),
  clock: () => Math.floor(Date.now() / 1_000),
  entropy: (length: number) => new Uint8Array(randomBytes(length)),
};

const answer = (said: Answer): void => {
  process.send?.(said);
};
const obeyed = obey(ports);
process.on('message', (order: Order) => {
  obeyed(order).then(
    (done) => answer({ done }),
    (error: unknown) => {
      if (!(error instanceof LoadError)) throw error;
      answer({ failed: error.message });
    },
  );
});
// Whoever gave the orders is gone.
process.once('disconnect', () => process.exit(0));
