import { RadioError } from './error.js';

/** A strength in dBm as the receiver would report it, or no reception at all. */
export type Signal = number | 'out-of-range';

const DEFAULT_DBM = -60;
const ADDRESS = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** How well the controllers of an air hear each other, by pairs of addresses; the same in both directions. */
export class Signals {
  private readonly pairs = new Map<string, Signal>();

  /** @throws RadioError `bad-option` if an address or a strength is none (RSSI: -127 to 20, Vol 4, Part E, 7.5.4). */
  set(a: string, b: string, signal: Signal): void {
    if (!ADDRESS.test(a) || !ADDRESS.test(b) || a === b) {
      throw new RadioError('bad-option', 'A signal is between two different addresses, in lower case with colons.');
    }
    if (signal !== 'out-of-range' && !(Number.isInteger(signal) && signal >= -127 && signal <= 20)) {
      throw new RadioError('bad-option', 'A signal has to be a whole number of dBm from -127 to 20, or out-of-range.');
    }
    this.pairs.set(key(a, b), signal);
  }

  between(a: string, b: string): Signal {
    // The common case of an air in which no signal was ever set costs nothing.
    return this.pairs.size === 0 ? DEFAULT_DBM : (this.pairs.get(key(a, b)) ?? DEFAULT_DBM);
  }
}

function key(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
