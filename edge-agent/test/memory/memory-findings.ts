import type { Finding } from '../../src/core/findings.js';
import type { FindingChange, FindingStore } from '../../src/ports.js';
import type { MemoryDisk } from './memory-disk.js';

/** What was noticed, in memory. */
export class MemoryFindings implements FindingStore {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async findings(): Promise<readonly Finding[]> {
    return this.#disk.read(({ findings }) =>
      [...findings].sort((a, b) => a.first - b.first || (a.code < b.code ? -1 : 1)),
    );
  }

  async addFinding(change: FindingChange): Promise<void> {
    this.#disk.write(({ findings }) => {
      const before = findings.find(({ code }) => code === change.code);
      const rest = findings.filter(({ code }) => code !== change.code);
      const kept = { first: before?.first ?? change.first, count: change.count + (before?.count ?? 0) };
      return { findings: [...rest, { ...change, ...kept }] };
    });
  }
}
