import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../src/ports.js';

/** A link that was not started, and a broker that is away. */
export interface LinkUnderTest {
  readonly link: Link;
  /** The broker takes connections, and this one as soon as it is asked for. */
  up(): void;
  /** The broker goes away, with what it was about to acknowledge. */
  down(): void;
  /** The broker keeps its acknowledgements to itself. */
  silence(): void;
  published(): readonly { readonly topic: string; readonly payload: Uint8Array }[];
  /** The broker hands over a message; settles when it may forget it. */
  tell(topic: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const WAIT = { timeout: 10_000 };

/** What every link owes to the agent (ports.ts). */
export function describeLink(name: string, open: () => Promise<LinkUnderTest>): void {
  let world: LinkUnderTest;
  let connections: number;
  let confirmed: number;
  let heard: { topic: string; payload: number[]; settle: () => void }[];
  beforeEach(async () => {
    world = await open();
    [connections, confirmed, heard] = [0, 0, []];
    world.link.start({
      onConnect: () => {
        connections++;
      },
      onEnd: () => undefined,
      onConfirmed: () => {
        confirmed++;
      },
      onStrayConfirmation: () => undefined,
      onMessage: (topic, payload) =>
        new Promise((settle) => heard.push({ topic, payload: [...payload], settle: () => settle() })),
    });
  });
  afterEach(async () => {
    await world.link.close();
    await world.close();
  });

  const connected = async (times = 1): Promise<void> => {
    world.up();
    await expect.poll(() => connections, WAIT).toBe(times);
  };

  describe(`the link ${name}`, () => {
    it('refuses to publish while there is no broker, and says that it may be tried again', async () => {
      expect(world.link.connected).toBe(false);
      await expect(world.link.publish('a', Uint8Array.of(1))).rejects.toMatchObject({ code: 'unreachable' });
      expect(world.published()).toEqual([]);
    });

    it('is made anew whenever the broker comes back, and tells each time', async () => {
      await connected();
      expect(world.link.connected).toBe(true);
      world.down();
      await expect.poll(() => world.link.connected, WAIT).toBe(false);
      await connected(2);
      expect(world.link.connected).toBe(true);
    });

    it('brings a message to the broker as it is, and settles when the broker has it', async () => {
      await connected();
      const payloads = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(5_000).fill(7)];
      for (const [at, payload] of payloads.entries()) await world.link.publish(`topic/${at}`, payload);
      expect(world.published().map(({ topic, payload }) => [topic, payload])).toEqual(
        payloads.map((payload, at) => [`topic/${at}`, payload]),
      );
    });

    it('rejects what was not acknowledged when the broker went away', async () => {
      await connected();
      world.silence();
      const publishing = world.link.publish('a', Uint8Array.of(1));
      const rejected = expect(publishing).rejects.toMatchObject({ code: 'unreachable' });
      await expect.poll(() => world.published().length, WAIT).toBe(1);
      world.down();
      await rejected;
    });

    it('tells when everything is confirmed, and not while something is owed', async () => {
      await connected();
      expect(confirmed).toBe(0);
      await world.link.publish('a', Uint8Array.of(1));
      await expect.poll(() => confirmed, WAIT).toBe(1);
      world.silence();
      const rejected = expect(world.link.publish('b', Uint8Array.of(2))).rejects.toMatchObject({ code: 'unreachable' });
      await expect.poll(() => world.published().length, WAIT).toBe(2);
      world.down();
      await rejected;
      expect(confirmed).toBe(1);
    });

    it('lets the broker forget a message when it is dealt with, and not before', async () => {
      await connected();
      let forgotten = false;
      const told = world.tell('down/receipt', Uint8Array.of(4, 5)).then(() => {
        forgotten = true;
      });
      await expect.poll(() => heard.length, WAIT).toBe(1);
      expect(heard[0]).toMatchObject({ topic: 'down/receipt', payload: [4, 5] });
      // What comes to the broker now comes behind an acknowledgement that was sent too soon.
      const publishing = world.link.publish('a', Uint8Array.of(1));
      await expect.poll(() => world.published().length, WAIT).toBe(1);
      expect(forgotten).toBe(false);
      heard[0]?.settle();
      await Promise.all([told, publishing]);
    });

    it('is over once it is closed', async () => {
      await connected();
      await world.link.close();
      expect(world.link.connected).toBe(false);
      await expect(world.link.publish('a', Uint8Array.of(1))).rejects.toMatchObject({ code: 'unreachable' });
      world.up();
      expect(connections).toBe(1);
    });
  });
}
