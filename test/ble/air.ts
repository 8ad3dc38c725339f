import { once } from 'node:events';
import net from 'node:net';
import {
  type Batch,
  type CentralTimes,
  loadFamilies,
  NobleCentral,
  type Session,
  type Wearable,
  WearableError,
} from '@fit4work/edge-agent';
import {
  type MinuteSource,
  offsetMinutes,
  type SimOptions,
  type SimWearable,
  startWearable,
} from '@fit4work/firmware-sim';
import HciSocket from '@fit4work/hci-seam';
import { Air, type RadioServer, serveRadio } from '@fit4work/virtual-radio';

/** Long enough for a busy machine; a test that waits for a deadline gives a short one of its own. */
export const TIMES = {
  ...{ powerOnMs: 4000, findMs: 4000, connectMs: 4000, stepMs: 4000, silenceMs: 4000 },
  ...{ restMs: 0, shareMs: 2000 },
};

export const KEY = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
export const ADDRESS = 'c0:ff:ee:00:00:01';

export interface BridgeTimes extends CentralTimes {
  readonly findMs: number;
  readonly connectMs: number;
  readonly silenceMs: number;
}

export interface TestPairing {
  readonly address: string;
  readonly family?: string;
  readonly key?: Uint8Array;
}

/** The agent's central and drivers, taken through the steps of a connection one after the other. */
export class Bridge {
  readonly central: NobleCentral;

  constructor(
    hci: NonNullable<ConstructorParameters<typeof NobleCentral>[0]>['hci'],
    private readonly times: BridgeTimes,
    private readonly faults: string[],
  ) {
    this.central = new NobleCentral({
      ...(hci === undefined ? {} : { hci }),
      times,
      report: (code) => this.faults.push(code),
    });
  }

  async connect({ address, family: name = 'huami', key }: TestPairing, more: Partial<Session> = {}): Promise<Wearable> {
    const family = (await loadFamilies()).get(name);
    if (!family) throw new Error(`no family ${name}`);
    const found = await this.central.find(address, this.times.findMs);
    const raw = await found.connect(this.times.connectMs);
    try {
      const link = await raw.discover();
      if (!family.requires.every((uuid) => link.has(uuid))) {
        throw new WearableError('not-a-band', 'Not of that family.');
      }
      return await family.open(link, { ...sessionOf(key), silenceMs: this.times.silenceMs, ...more });
    } catch (error) {
      await raw.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.central.close();
  }
}

function sessionOf(key: Uint8Array | undefined): Session {
  return {
    key,
    listen: false,
    mark: undefined,
    silenceMs: TIMES.silenceMs,
    now: () => Math.floor(Date.now() / 1000),
    offsetMinutes,
  };
}

/** A radio over TCP with what is on it, and all that a test opens; `close` leaves nothing behind. */
export class Scene {
  readonly air = new Air();
  readonly events: string[] = [];
  readonly faults: string[] = [];
  private readonly closers: (() => unknown)[] = [];
  private server: RadioServer | undefined;

  async radio(port = 0): Promise<number> {
    const server = await serveRadio(this.air, { port });
    this.server = server;
    this.closers.push(() => server.close());
    return server.port;
  }

  async radioOff(): Promise<void> {
    await this.server?.close();
  }

  /** A wearable on the air, once it can be found. */
  async wearable(options: Omit<SimOptions, 'onEvent'>): Promise<SimWearable> {
    const { address } = options;
    const wearable = await new Promise<SimWearable>((resolve) => {
      const started = startWearable(this.air, {
        ...options,
        onEvent: (event) => {
          this.events.push(`${address} ${event}`);
          if (event === 'advertising') resolve(started);
        },
      });
    });
    this.closers.push(() => wearable.close());
    return wearable;
  }

  band(source: MinuteSource, address = ADDRESS, authKey: Uint8Array = KEY): Promise<SimWearable> {
    return this.wearable({ family: 'huami', address, authKey, source });
  }

  central(port: number, times: Partial<BridgeTimes> = {}): Bridge {
    const bridge = new Bridge(`tcp:127.0.0.1:${port}`, { ...TIMES, ...times }, this.faults);
    this.closers.push(() => bridge.close());
    return bridge;
  }

  /** A way to the radio that breaks once, when `when` says so of the bytes towards the central. */
  async fragileWay(port: number, when: (chunk: Buffer) => boolean): Promise<number> {
    let whole = true;
    const proxy = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      const cut = (): void => {
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) socket.on('error', cut).on('close', cut);
      near.pipe(far);
      far.on('data', (chunk: Buffer) => {
        if (whole && when(chunk)) {
          whole = false;
          cut();
        } else near.write(chunk);
      });
      this.closers.push(cut);
    });
    this.closers.push(() => proxy.close());
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    return (proxy.address() as net.AddressInfo).port;
  }

  /** A way to the radio on which `pass` sees every packet of the central, and may keep it. */
  async watchedWay(port: number, pass: (packet: Buffer) => boolean): Promise<number> {
    const proxy = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      const framer = new HciSocket.Framer();
      const cut = (): void => {
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) socket.on('error', cut).on('close', cut);
      near.on('data', (chunk: Buffer) => {
        for (const packet of framer.push(chunk)) if (pass(packet)) far.write(packet);
      });
      far.pipe(near);
      this.closers.push(cut);
    });
    this.closers.push(() => proxy.close());
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    return (proxy.address() as net.AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}

/** Reads and acknowledges all that the wearable holds; what was acknowledged before a failure is in `into`. */
export async function readAll(wearable: Wearable, into: Batch[] = [], since = 0): Promise<Batch[]> {
  for await (const batch of wearable.history(since)) {
    await batch.acknowledge();
    into.push(batch);
  }
  return into;
}

/** A small generator with a fixed seed: the same bytes in every run. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  };
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? String(error),
  );
}
