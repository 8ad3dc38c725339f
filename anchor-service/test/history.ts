import {
  consistencyPath,
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
  readonly #leaves: readonly Uint8Array[];
  /** Level 0 are the leaves' hashes; above it the roots of the full tiles below. */
  readonly #levels: Uint8Array[][] = [];

  /** @param count of leaves @param leaf the n-th */
  constructor(signer: NoteSigner, count: number, leaf: (n: number) => Uint8Array) {
    this.#signer = signer;
    this.#leaves = Array.from({ length: count }, (_, n) => leaf(n));
    let row = this.#leaves.map(entryHash);
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

  /** The same up to `shared` leaves, and other ones from there on, which no other number gives. */
  branch(number: number, shared: number): History {
    const all = this.#leaves.map((leaf, n) =>
      n < shared
        ? leaf
        : leaf
            .with(31, 1)
            .with(30, number & 255)
            .with(29, (number >> 8) & 255),
    );
    return new History(this.#signer, all.length, (n) => all[n] ?? new Uint8Array(32));
  }

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

  /** What a bundle of evidence has between two sizes. */
  path(oldSize: number, size: number): Promise<Uint8Array[]> {
    return consistencyPath({ read: this.#read, size }, oldSize);
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
