import { readdirSync, readFileSync } from 'node:fs';
import type { Running } from './processes.js';

/** Memory of a process over a time, MiB. */
export interface Memory {
  /** The median of the second quarter, when caches and pools are full. */
  readonly warm: number;
  /** The median of the last quarter. */
  readonly end: number;
  readonly most: number;
  /** Descriptors that are open after it. */
  readonly handles: number;
}

/** What a process takes, looked at again and again. */
export class MemorySamples {
  readonly #pid: number;
  readonly #samples: number[] = [];

  constructor({ child }: Running) {
    this.#pid = child.pid ?? 0;
  }

  take(): void {
    const [, kibibytes] = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8')) ?? [];
    this.#samples.push(Math.round(Number(kibibytes) / 1024));
  }

  summary(): Memory {
    const quarter = Math.floor(this.#samples.length / 4);
    return {
      warm: median(this.#samples.slice(quarter, 2 * quarter)),
      end: median(this.#samples.slice(-quarter)),
      most: Math.max(...this.#samples),
      handles: readdirSync(`/proc/${this.#pid}/fd`).length,
    };
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
