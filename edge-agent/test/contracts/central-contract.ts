import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/* Spelled out as far as it is held to: the same contract is for adapters of the sources and for those of the build. */

interface Link {
  readonly lifeline: { readonly ended: unknown; onEnd(listener: (error: { readonly code: string }) => void): unknown };
  readonly writeLength: number;
  has(uuid: string): boolean;
  read(uuid: string): Promise<Uint8Array>;
  write(uuid: string, value: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

interface Central {
  find(
    address: string,
    withinMs: number,
    stopped?: AbortSignal,
  ): Promise<{
    connect(withinMs: number, stopped?: AbortSignal): Promise<{ discover(): Promise<Link>; close(): Promise<void> }>;
  }>;
  nearby(
    forMs: number,
    stopped?: AbortSignal,
  ): Promise<readonly { readonly address: string; readonly signal: number }[]>;
  close(): Promise<void>;
}

/** A central, and an air in which nobody is near yet. */
export interface CentralUnderTest {
  readonly central: Central;
  /** A wearable with one characteristic, 2a37, that has this value or gives none. */
  bring(address: string, value: Uint8Array | undefined): void;
  /** One that can be heard and takes no connection. */
  bringUnwilling(address: string): void;
  /** The link breaks. */
  breakLink(address: string): void;
  /** What was written last. */
  written(address: string): Uint8Array | undefined;
  close(): Promise<void>;
}

const ADDRESS = 'c0:ff:ee:00:00:01';
const STRANGER = 'c0:ff:ee:00:00:02';
const VALUE = '2a37';
const LONG_MS = 30_000;
const SHORT_MS = 150;
const LISTEN_MS = 2_000;

/** What every central owes to the agent (central-port.ts, gatt-link.ts). */
export function describeCentral(name: string, open: () => CentralUnderTest): void {
  let world: CentralUnderTest;
  beforeEach(() => {
    world = open();
  });
  afterEach(() => world.close());

  const raw = async () => (await world.central.find(ADDRESS, LONG_MS)).connect(LONG_MS);
  const connected = async (value: Uint8Array | undefined = Uint8Array.of(1, 2)): Promise<Link> => {
    world.bring(ADDRESS, value);
    return (await raw()).discover();
  };
  const ended = (link: Link): Promise<string> =>
    new Promise((resolve) => link.lifeline.onEnd(({ code }) => resolve(code)));

  describe(`the central ${name}`, () => {
    it('finds the wearable that is asked for, and what it has', async () => {
      world.bring(STRANGER, Uint8Array.of(9));
      const link = await connected();
      expect([link.has(VALUE), link.has('2a19')]).toEqual([true, false]);
      expect(link.writeLength).toBeGreaterThanOrEqual(20);
      expect([...(await link.read(VALUE))]).toEqual([1, 2]);
      expect(link.lifeline.ended).toBeUndefined();
    });

    it('hears one that comes near while it listens, however its address is written', async () => {
      const found = world.central.find(ADDRESS.toUpperCase(), LONG_MS);
      world.bring(ADDRESS, Uint8Array.of(7));
      const link = await (await (await found).connect(LONG_MS)).discover();
      expect([...(await link.read(VALUE))]).toEqual([7]);
    });

    it('hears for a while who is near, and connects to one of them afterwards', async () => {
      world.bring(ADDRESS, Uint8Array.of(7));
      world.bring(STRANGER, Uint8Array.of(9));
      const heard = await world.central.nearby(LISTEN_MS);
      expect(heard.map(({ address }) => address).sort()).toEqual([ADDRESS, STRANGER]);
      expect(heard.every(({ signal }) => Number.isInteger(signal) && signal < 20)).toBe(true);
      const link = await (await raw()).discover();
      expect([...(await link.read(VALUE))]).toEqual([7]);
    });

    it('stops listening at once when it is told to, and hears nobody where nobody is', async () => {
      expect(await world.central.nearby(SHORT_MS)).toEqual([]);
      const stop = new AbortController();
      const heard = world.central.nearby(LONG_MS, stop.signal);
      stop.abort();
      await expect(heard).rejects.toMatchObject({ code: 'closed' });
    });

    it('gives a value that is a copy, and refuses where there is none', async () => {
      const link = await connected();
      (await link.read(VALUE)).fill(0);
      expect([...(await link.read(VALUE))]).toEqual([1, 2]);
      await link.close();
      world.bring(ADDRESS, undefined);
      const other = await (await raw()).discover();
      await expect(other.read(VALUE)).rejects.toMatchObject({ code: 'refused' });
    });

    it('brings what is written to the wearable', async () => {
      const link = await connected();
      await link.write(VALUE, Uint8Array.of(3, 4, 5));
      expect([...(world.written(ADDRESS) ?? [])]).toEqual([3, 4, 5]);
    });

    it('says within its time that a wearable is not heard, and not which', async () => {
      world.bring(STRANGER, Uint8Array.of(9));
      const error: unknown = await world.central.find(ADDRESS, SHORT_MS).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'not-found' });
      expect(String(error)).not.toContain('c0:ff');
    });

    it('ends a search at once when it is told to, also before it began', async () => {
      const stop = new AbortController();
      const found = world.central.find(ADDRESS, LONG_MS, stop.signal);
      stop.abort();
      await expect(found).rejects.toMatchObject({ code: 'closed' });
      await expect(world.central.find(ADDRESS, LONG_MS, stop.signal)).rejects.toMatchObject({ code: 'closed' });
    });

    it('ends in its time with a wearable that takes no connection, and at once when it is told to', async () => {
      world.bringUnwilling(ADDRESS);
      const found = await world.central.find(ADDRESS, LONG_MS);
      await expect(found.connect(SHORT_MS)).rejects.toMatchObject({ code: 'timeout' });
      const stop = new AbortController();
      const connecting = found.connect(LONG_MS, stop.signal);
      stop.abort();
      await expect(connecting).rejects.toMatchObject({ code: 'closed' });
    });

    it('tells of a link that breaks, and connects anew', async () => {
      const link = await connected();
      const end = ended(link);
      world.breakLink(ADDRESS);
      expect(await end).toBe('link-lost');
      await expect(link.read(VALUE)).rejects.toMatchObject({ code: 'link-lost' });
      await expect(link.write(VALUE, Uint8Array.of(1))).rejects.toMatchObject({ code: 'link-lost' });
      const next = await connected();
      expect([...(await next.read(VALUE))]).toEqual([1, 2]);
    });

    it('takes a link down when it is told to, once and for all', async () => {
      const link = await connected();
      const end = ended(link);
      await link.close();
      await link.close();
      expect(['closed', 'link-lost']).toContain(await end);
      await expect(link.read(VALUE)).rejects.toMatchObject({ name: 'WearableError' });
    });

    it('is over once it is closed: nothing is found, and no link is left', async () => {
      const link = await connected();
      const search = world.central.find(STRANGER, LONG_MS);
      const end = ended(link);
      await world.central.close();
      await expect(search).rejects.toMatchObject({ code: 'closed' });
      expect(await end).toBe('closed');
      await expect(world.central.find(ADDRESS, LONG_MS)).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
