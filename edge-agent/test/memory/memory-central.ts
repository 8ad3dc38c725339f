import type { FoundWearable, HeardDevice, RawLink, WearableCentral } from '../../src/central-port.js';
import { Lifeline } from '../../src/gatt/lifeline.js';
import { WearableError, type WearableErrorCode } from '../../src/wearable-error.js';
import { type Script, ScriptedLink } from '../scripted-link.js';

/** A wearable within reach. */
interface Near {
  readonly script: Script;
  /** Whether it takes a connection. */
  readonly willing: boolean;
  link?: ScriptedLink;
}

interface Wait {
  readonly withinMs: number;
  readonly stopped: AbortSignal | undefined;
  /** What it means when the time is over. */
  readonly late: WearableErrorCode;
}

/** A central whose radio reaches scripted wearables. */
export class MemoryCentral implements WearableCentral {
  readonly #lifeline = new Lifeline();
  readonly #near = new Map<string, Near>();
  #searches: (() => void)[] = [];
  /** What those near say of themselves, by address. */
  readonly says = new Map<string, Partial<HeardDevice>>();

  /** A wearable comes near. */
  bring(address: string, script: Script, willing = true): void {
    this.#near.set(address, { script, willing });
    for (const look of this.#searches.splice(0)) look();
  }

  /** A wearable goes out of reach, and the link to it is lost. */
  takeAway(address: string): void {
    this.#near.get(address)?.link?.lose();
    this.#near.delete(address);
  }

  /** Has a wearable say something by itself; without a link nobody hears it. */
  tell(address: string, turn: number): void {
    const near = this.#near.get(address);
    if (near?.link) near.script.tell(near.link.notify, turn);
  }

  async find(address: string, withinMs: number, stopped?: AbortSignal): Promise<FoundWearable> {
    const name = address.toLowerCase();
    await this.#wait<void>({ withinMs, stopped, late: 'not-found' }, (done) => {
      const look = (): void => {
        if (this.#near.has(name)) done();
        else this.#searches.push(look);
      };
      look();
    });
    return {
      connect: (connectMs, given) => this.#connect(name, { withinMs: connectMs, stopped: given, late: 'timeout' }),
    };
  }

  /** Scripted wearables do not say what they are; what `says` has of them is heard. */
  async nearby(forMs: number, stopped?: AbortSignal): Promise<readonly HeardDevice[]> {
    const over = this.#wait<never>({ withinMs: forMs, stopped, late: 'timeout' }, () => undefined);
    await over.catch((error: unknown) => {
      if (!(error instanceof WearableError && error.code === 'timeout')) throw error;
    });
    return [...this.#near.keys()].map((address) => ({
      ...{ address, name: undefined, services: [], signal: -60 },
      ...this.says.get(address),
    }));
  }

  async close(): Promise<void> {
    this.#lifeline.end(new WearableError('closed', 'The central is closed.'));
  }

  #connect(name: string, wait: Wait): Promise<RawLink> {
    return this.#wait<RawLink>(wait, (done) => {
      const near = this.#near.get(name);
      if (!near?.willing) return;
      const link = new ScriptedLink(near.script);
      near.link = link;
      const forget = this.#lifeline.onEnd((error) => link.lifeline.end(error));
      link.lifeline.onEnd(forget);
      done({ discover: async () => link, close: () => link.close() });
    });
  }

  async #wait<T>({ withinMs, stopped, late }: Wait, start: (done: (value: T) => void) => void): Promise<T> {
    const ended = this.#lifeline.ended ?? (stopped?.aborted ? new WearableError('closed', 'Stopped.') : undefined);
    if (ended) throw ended;
    const over = new Lifeline();
    const forget = this.#lifeline.onEnd((error) => over.end(error));
    const stop = (): void => over.end(new WearableError('closed', 'Stopped.'));
    stopped?.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(() => over.end(new WearableError(late, 'The wearable is away.')), withinMs);
    try {
      return await new Promise<T>((resolve, reject) => {
        over.onEnd(reject);
        start(resolve);
      });
    } finally {
      clearTimeout(timer);
      forget();
      stopped?.removeEventListener('abort', stop);
    }
  }
}
