import {
  encodeEntryBundle,
  encodeVkey,
  entryHash,
  formatSignedCheckpoint,
  noteSigner,
  parseTilePath,
  rootOfEntries,
  rootOfHashes,
  signCheckpoint,
} from '@fit4work/protocol';

const ORIGIN = 'example.org/log';
const WIDTH = 256;

/** A log in memory: real tiles, real checkpoints, no witnesses. */
export class MemoryLog {
  readonly leaves: Uint8Array[] = [];
  readonly #signer = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(7));
  /** What it serves as its checkpoint. */
  served: Uint8Array = this.checkpoint();

  get policy(): string {
    return `log ${encodeVkey(this.#signer.key)}\nquorum none\n`;
  }

  append(...leaves: readonly Uint8Array[]): Uint8Array {
    this.leaves.push(...leaves);
    this.served = this.checkpoint();
    return this.served;
  }

  checkpoint(): Uint8Array {
    const root = rootOfEntries(this.leaves);
    return formatSignedCheckpoint(signCheckpoint({ origin: ORIGIN, size: this.leaves.length, root }, this.#signer));
  }

  readonly read = async (path: string): Promise<Uint8Array | undefined> => {
    if (path === 'checkpoint') return this.served;
    const tile = parseTilePath(path);
    if (tile === undefined) return undefined;
    const { level, index, width } = tile;
    if (level === 'entries') return encodeEntryBundle(this.leaves.slice(index * WIDTH, index * WIDTH + width));
    const unit = WIDTH ** level;
    const hashes = Array.from({ length: width }, (_, i) => {
      const first = (index * WIDTH + i) * unit;
      return rootOfHashes(this.leaves.slice(first, first + unit).map(entryHash));
    });
    return new Uint8Array(Buffer.concat(hashes));
  };
}
