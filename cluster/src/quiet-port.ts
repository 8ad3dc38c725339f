import { randomInt } from 'node:crypto';
import { DemoError, directAddress } from '@fit4work/demo';

/**
 * Below those that Linux gives to whoever connects somewhere: of these one may be taken between now and when a part, or one that is
 * started again, listens on it.
 */
const RANGE = { from: 20_000, until: 32_000 } as const;
const ATTEMPTS = 20;

/** A port that nobody listens on. @throws DemoError `busy-port` */
export async function quietPort(): Promise<number> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return (await directAddress(randomInt(RANGE.from, RANGE.until))).port;
    } catch (error) {
      if (!(error instanceof DemoError) || left === 0) throw error;
    }
  }
}
