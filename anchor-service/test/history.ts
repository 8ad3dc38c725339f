import {
  consistencyProof,
  entryHash,
  formatNote,
  type NoteSigner,
  parseTilePath,
  rootOfHashes,
  rootOfTiles,
  signCheckpoint,
  type TileReader,
} from '@fit4work/protocol';

/** What a log could have signed: leaves, and every checkpoint and proof of them, without a disk. */
export class History {
  readonly #signer: NoteSigner;
  /** Level 0 are the leaves' hashes; above it the roots of the full tiles below. */
  readonly #levels: Uint8Array[][] = [];

  /** @param count of leaves @param leaf the n-th */
  constructor(signer: NoteSigner, count: number, leaf: (n: number) => Uint8Array) {
    this.#signer = signer;
    let row = Array.from({ length: count }, (_, n) => entryHash(leaf(n)));
    while (row.length > 0) {
      this.#levels.push(row);
      const full = Math.floor(row.length / 256);
      row = Array.from({ length: full }, (_, i) =>
        rootOfHashes((this.#levels.at(-1) ?? []).slice(i * 256, i * 256 + 256)),
      );
    }
  }

  readonly #read: TileReader = async (path) => {
    const tile = parseTilePath(path);
    if (tile === undefined || tile.level === 'entries') return undefined;
    const from = tile.index * 256;
    return new Uint8Array(Buffer.concat((this.#levels[tile.level] ?? []).slice(from, from + tile.width)));
  };

  root(size: number): Promise<Uint8Array> {
    return size === 0 ? Promise.resolve(rootOfHashes([])) : rootOfTiles({ read: this.#read, size });
  }

  /** The signed checkpoint of a size. */
  async note(size: number, origin = this.#signer.key.name): Promise<Uint8Array> {
    return formatNote(signCheckpoint({ origin, size, root: await this.root(size) }, this.#signer));
  }

  async proof(oldSize: number, size: number): Promise<Uint8Array[]> {
    return oldSize === 0 || oldSize === size ? [] : consistencyProof({ read: this.#read, size }, oldSize);
  }

  /** The body of a request to extend. */
  async request(oldSize: number, size: number): Promise<Buffer> {
    return bodyOf(String(oldSize), await this.proof(oldSize, size), await this.note(size));
  }
}

/** The body of a request to a witness. */
export function bodyOf(old: string, proof: readonly Uint8Array[], note: Uint8Array): Buffer {
  const head = [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', ''].join('\n');
  return Buffer.concat([Buffer.from(head), note]);
}
