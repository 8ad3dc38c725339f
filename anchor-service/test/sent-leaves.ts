import { LogView, type Policy } from '@fit4work/protocol';
import { expect } from 'vitest';
import { folderReader } from '../src/verify/sources.js';
import { leafOf } from './kit.js';

const keyOf = (leaf: Uint8Array): string => Buffer.from(leaf).toString('hex');
const numberOf = (leaf: Uint8Array): number => new DataView(leaf.buffer, leaf.byteOffset).getUint32(0);

/** Every leaf that was ever sent, by its number, and where the log has it. */
export class SentLeaves {
  /** Answered 202: on disk, whatever comes. */
  readonly acknowledged = new Set<number>();
  /** Of all that was sent, what was seen in the public log, with its index. */
  readonly places = new Map<number, number>();
  readonly #keys = new Set<string>();
  readonly #view: LogView;
  readonly #read: ReturnType<typeof folderReader>;
  #scanned = 0;

  constructor(folder: string, policy: Policy) {
    this.#read = folderReader(folder);
    this.#view = new LogView({ policy, read: this.#read });
  }

  get count(): number {
    return this.#keys.size;
  }

  get size(): number {
    return this.#view.size;
  }

  /** Leaves that nobody has sent yet, to be sent now. */
  fresh(count: number): number[] {
    const numbers = Array.from({ length: count }, (_, i) => this.count + i);
    for (const number of numbers) this.#keys.add(keyOf(leafOf(number)));
    return numbers;
  }

  /** What was sent and is not in the public log. */
  open(): number[] {
    return Array.from({ length: this.count }, (_, number) => number).filter((number) => !this.places.has(number));
  }

  /** Reads what is public anew, and holds that no leaf stands there twice. @returns whether every acknowledged one does */
  async look(): Promise<boolean> {
    const checkpoint = await this.#read('checkpoint');
    if (checkpoint === undefined) return this.acknowledged.size === 0;
    await this.#view.advance(checkpoint);
    while (this.#scanned < this.#view.size) {
      const { found, next } = await this.#view.scan(this.#scanned, this.#keys);
      for (const { leaf, index } of found) {
        const number = numberOf(leaf);
        expect([number, this.places.get(number)]).toEqual([number, undefined]);
        this.places.set(number, index);
      }
      this.#scanned = next;
    }
    for (const number of this.acknowledged) if (!this.places.has(number)) return false;
    return true;
  }
}
