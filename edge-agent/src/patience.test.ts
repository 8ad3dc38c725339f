import { describe, expect, it } from 'vitest';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import { Patience } from './patience.js';

const full = (): AgentError => new AgentError('disk-full', VAULT_REFUSALS.diskFull);

/** A store that refuses so many times, and does not know a proxy from itself. */
class Store {
  readonly #refusals: Error[];
  asked = 0;
  constructor(...refusals: Error[]) {
    this.#refusals = refusals;
  }
  async write(value: number): Promise<number> {
    this.asked += 1;
    const error = this.#refusals.shift();
    if (error !== undefined) throw error;
    return value;
  }
}

function patience(): { over: (store: Store) => Store; events: string[]; stop: AbortController; pauses: number[] } {
  const [events, pauses, stop]: [string[], number[], AbortController] = [[], [], new AbortController()];
  const made = new Patience({
    report: (event, { code } = {}) => events.push(code === undefined ? event : `${event} ${code}`),
    pause: async (milliseconds) => void pauses.push(milliseconds),
    stopped: stop.signal,
  });
  return { over: (store) => made.over(store), events, stop, pauses };
}

describe('a store on a disk that is full', () => {
  it('does what it was asked as soon as there is room, and says once that it waits and once that it goes on', async () => {
    const { over, events, pauses } = patience();
    const store = over(new Store(full(), full()));
    expect(await store.write(7)).toBe(7);
    expect(events).toEqual(['store-waits disk-full', 'store-goes-on']);
    expect(Math.max(...pauses)).toBeLessThan(10_000);
  });

  it('says so once for all that wait', async () => {
    const { over, events } = patience();
    const [one, other] = [over(new Store(full(), full(), full())), over(new Store(full()))];
    expect(await Promise.all([one.write(1), other.write(2)])).toEqual([1, 2]);
    expect(events).toEqual(['store-waits disk-full', 'store-goes-on']);
  });

  it('refuses once it is told to stop', async () => {
    const { over, stop } = patience();
    stop.abort();
    await expect(over(new Store(full())).write(1)).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('does not ask again after any other failure', async () => {
    const { over, events } = patience();
    const store = new Store(new AgentError('vault-damaged', VAULT_REFUSALS.recordChanged));
    await expect(over(store).write(1)).rejects.toMatchObject({ code: 'vault-damaged' });
    expect([store.asked, events]).toEqual([1, []]);
  });
});
