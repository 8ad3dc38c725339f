import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConnectionPorts,
  keepConnected,
  loadFamilies,
  loadSources,
  NobleCentral,
  openStore,
  POLICY,
  type Source,
  Turn,
} from '@fit4work/edge-agent';
import { type SimOptions, type SimWearable, startWearable } from '@fit4work/firmware-sim';
import type HciSocket from '@fit4work/hci-seam';
import { cryptoReady } from '@fit4work/protocol';
import { Air, inProcessTransport, type VirtualClock } from '@fit4work/virtual-radio';
import type { Heard } from './heard.js';
import { PERSON } from './person.js';
import { Waits } from './waits.js';

/** Turns of the event loop without a packet after which nothing more is under way. */
const QUIET_TURNS = 24;
/** Real time, unlike all other: what a driver waits for on its link. */
const SILENCE_MS = 400;
const PATIENCE_MS = 30_000;
const RADIO_STEP_MS = 5;

type WearableOptions = Omit<SimOptions, 'clock' | 'ownTimer' | 'onTold' | 'onEvent'>;

/**
 * One agent and its wearables on one air, in a time of their own: the agent's real central, drivers and vault over noble's
 * stack, bleno's stack on the other side. Time stands still until it is moved.
 */
export class World {
  readonly air: Air;
  /** How often each thing happened to a wearable. */
  readonly happened = new Map<string, number>();
  /** Seconds by which the clock of the agent's machine is ahead. */
  machineAhead = 0;
  /** What the agent reports, by event and code. */
  readonly events: string[] = [];
  /** Called as a wearable tells something, with how many times it did. */
  onTold: (wearable: SimWearable, count: number) => void = () => undefined;
  private readonly heardOf = new Map<string, Heard[]>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'world-'));
  readonly store = openStore(join(this.folder, 'vault.db'));
  private readonly wearables: SimWearable[] = [];
  private readonly waits = new Waits();
  private packets = 0;
  private killed = false;
  private agents: { stop: AbortController; done: Promise<unknown>; central: NobleCentral }[] = [];

  constructor(
    public now: number,
    /** The radio's own time, where it has one: it moves with the world's. */
    private readonly radio?: { readonly air: Air; readonly clock: VirtualClock },
  ) {
    this.air = radio?.air ?? new Air();
  }

  get vault(): ReturnType<typeof openStore>['vault'] {
    return this.store.vault;
  }

  /** Puts a wearable on the air and on the agent's allow-list. */
  async pair(options: WearableOptions): Promise<SimWearable> {
    const { address, family, authKey } = options;
    const heard: Heard[] = [];
    this.heardOf.set(address, heard);
    let isFound = false;
    const wearable: SimWearable = startWearable(this.air, {
      ...options,
      clock: () => this.now,
      // The agent keeps the sensor alive in real time.
      keepAliveSeconds: Number.POSITIVE_INFINITY,
      ownTimer: false,
      onTold: (told) => {
        heard.push({ ...told, value: Uint8Array.from(told.value), at: this.now, doubtful: false });
        this.onTold(wearable, heard.length);
      },
      onEvent: (event) => {
        if (event === 'advertising') isFound = true;
        this.happened.set(event, (this.happened.get(event) ?? 0) + 1);
        if (event === 'cut') this.doubt(heard);
      },
    });
    while (!isFound) await this.turn();
    this.wearables.push(wearable);
    await this.vault.pair({ address, family, key: authKey });
    return wearable;
  }

  heard(wearable: SimWearable): readonly Heard[] {
    return this.heardOf.get(wearable.address) ?? [];
  }

  /** Starts an agent on this vault; it ends by itself with `once`. */
  async startAgent(once: boolean): Promise<{ readonly done: Promise<unknown> }> {
    await cryptoReady;
    const stop = new AbortController();
    const central = this.openCentral();
    const ports = await this.ports(central, stop.signal);
    const wearables = await this.vault.wearables();
    const done = Promise.all(
      wearables.map((paired) =>
        keepConnected(ports, PERSON, { paired, policy: { ...POLICY, once, silenceMs: SILENCE_MS } }),
      ),
    ).finally(() => central.close());
    this.agents.push({ stop, done, central });
    return { done };
  }

  /** An agent that reads everything once; time moves on while it waits for it, and stands while it waits for a link. */
  async readOnce(): Promise<void> {
    let ended = false;
    const agent = await this.startAgent(true);
    const done = agent.done.finally(() => {
      ended = true;
    });
    const patience = performance.now() + PATIENCE_MS;
    while (!ended) {
      await this.settle();
      if (performance.now() > patience) throw new Error(`the agent does not end: ${this.events.slice(-5).join(', ')}`);
      if (!ended && (this.waits.size > 0 || this.radio)) await this.advance(1);
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await done;
  }

  /** Tells the agents to stop, and waits until they have stored what they were told. */
  async stopAgents(): Promise<void> {
    const agents = this.agents;
    this.agents = [];
    for (const { stop } of agents) stop.abort();
    for (const { done } of agents) await this.until(done);
  }

  /** The agents end here and now, as killed: what they have in memory is gone. */
  async killAgents(): Promise<void> {
    const agents = this.agents;
    this.agents = [];
    this.killed = true;
    for (const { central, stop } of agents) {
      await central.close();
      stop.abort();
    }
    // What they still try to write fails.
    await Promise.all(agents.map(({ done }) => this.until(done.catch(() => undefined))));
    this.killed = false;
  }

  /** Moves time on, second by second; everything that a second brings has happened before the next. */
  async advance(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left--) {
      await this.hurry();
      await this.settle();
    }
  }

  /** Moves time on by a second, and waits for nothing. */
  async hurry(): Promise<void> {
    this.now++;
    await this.passOnTheAir();
    for (const wearable of this.wearables) wearable.tick();
    await this.turn();
    this.waits.wake(this.now);
  }

  /** A second on a radio with a time of its own, in steps that leave both hosts room to answer. */
  private async passOnTheAir(): Promise<void> {
    for (let passed = 0; this.radio && passed < 1000; passed += RADIO_STEP_MS) {
      this.radio.clock.advance(RADIO_STEP_MS);
      for (let turns = 0; turns < 6; turns++) await this.turn();
    }
  }

  /** Waits until nothing is under way on the air. */
  async settle(): Promise<void> {
    for (let quiet = 0, seen = this.packets; quiet < QUIET_TURNS; quiet++) {
      await this.turn();
      if (this.packets !== seen) quiet = 0;
      seen = this.packets;
    }
  }

  /**
   * Waits until so many of an agent's loops wait for time to go on. What they do over the radio takes real time, more or less of it by
   * how busy the machine is: while one is at that, the world's is not to pass.
   */
  async untilWaiting(loops: number): Promise<void> {
    const patience = performance.now() + PATIENCE_MS;
    for (await this.settle(); this.waits.size < loops; await this.settle()) {
      if (performance.now() > patience) throw new Error(`the agent does not wait: ${this.events.slice(-5).join(', ')}`);
    }
  }

  /** What the vault holds, source by source. */
  async stored(fromDay: string, untilDay: string): Promise<readonly Source[]> {
    return loadSources(this.vault, PERSON, [fromDay, untilDay]);
  }

  async close(): Promise<void> {
    for (const { stop, central } of this.agents) {
      stop.abort();
      await central.close();
    }
    for (const wearable of this.wearables) wearable.close();
    await this.turn();
    await this.vault.close();
    rmSync(this.folder, { recursive: true });
  }

  openCentral(): NobleCentral {
    return new NobleCentral({ hci: this.counted(inProcessTransport(this.air)), report: () => undefined });
  }

  async ports(central: NobleCentral, stopped: AbortSignal): Promise<ConnectionPorts> {
    return {
      ...this.store,
      vault: this.mortal(),
      central,
      stopped,
      families: await loadFamilies(),
      entropy: (length) => new Uint8Array(randomBytes(length)),
      clock: () => this.now + this.machineAhead,
      report: (event, { code } = {}) => this.events.push(code === undefined ? event : `${event} ${code}`),
      pause: (milliseconds, until) => this.pause(milliseconds, until),
      writing: new Turn(),
      onStored: async () => undefined,
    };
  }

  private async until(work: Promise<unknown>): Promise<void> {
    let ended = false;
    const end = work.finally(() => {
      ended = true;
    });
    while (!ended) {
      if (this.killed) await this.hurry();
      await this.settle();
    }
    await end;
  }

  /** The vault as an agent has it: one that was killed writes nothing more. */
  private mortal(): World['vault'] {
    return new Proxy(this.vault, {
      get: (vault, name) => {
        if (name === 'store' && this.killed) return () => Promise.reject(new Error('killed'));
        const member: unknown = Reflect.get(vault, name);
        return typeof member === 'function' ? member.bind(vault) : member;
      },
    });
  }

  /** To give way takes no time. */
  private async pause(milliseconds: number, until: AbortSignal): Promise<void> {
    if (milliseconds === 0) return this.turn();
    return this.waits.until(this.now + milliseconds / 1000, until);
  }

  private doubt(heard: Heard[]): void {
    for (const [index, one] of heard.entries()) {
      if (one.at === this.now) heard[index] = { ...one, doubtful: true };
    }
  }

  private counted(open: HciSocket.OpenHciTransport): HciSocket.OpenHciTransport {
    return (events) => {
      const way = open({
        ...events,
        packet: (packet) => {
          this.packets++;
          events.packet(packet);
        },
      });
      return {
        ...way,
        write: (packet) => {
          this.packets++;
          way.write(packet);
        },
      };
    };
  }

  private async turn(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.radio?.clock.advance(0);
  }
}
