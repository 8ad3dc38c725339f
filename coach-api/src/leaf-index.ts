import {
  edgeOfTiles,
  entryHash,
  equalBytes,
  type FoundLeaf,
  LogError,
  type LogView,
  type TileReader,
  TreeEdge,
  toHex,
} from '@fit4work/protocol';

/** Every leaf is found: one reading of the log serves whoever asks later. */
class EveryLeaf extends Set<string> {
  override has(): boolean {
    return true;
  }
}

const EVERY = new EveryLeaf();
const RECENT = 65_536;

/**
 * Where recent leaves stand. What is read is believed only when it leads to the root of the checkpoint held: one root
 * proves all the leaves that the log grew by, at a hash or two for each.
 */
export class LeafIndex {
  readonly #view: LogView;
  readonly #read: TileReader;
  readonly #recent = new Map<string, number>();
  #edge: TreeEdge | undefined;

  constructor(view: LogView, read: TileReader) {
    this.#view = view;
    this.#read = read;
  }

  /** How much of the log was read and believed. */
  get size(): number {
    return this.#edge?.size ?? 0;
  }

  /** Where a leaf stands, if it is a recent one. @param leaf lower-case hexadecimal */
  indexOf(leaf: string): number | undefined {
    return this.#recent.get(leaf);
  }

  /**
   * Reads what the log grew by. Calls must not overlap, and the view must not move meanwhile. When it throws, the index
   * stays where it was.
   *
   * @throws LogError `wrong-proof` when the entries do not lead to the root, `missing-tile`, and as the view
   */
  async grow(): Promise<readonly FoundLeaf[]> {
    const { size } = this.#view;
    if (size === this.size) return [];
    const edge = await this.#edgeBefore(size);
    const grown: FoundLeaf[] = [];
    while (edge.size < size) {
      const page = await this.#view.scan(edge.size, EVERY);
      for (const found of page.found) {
        edge.append(entryHash(found.leaf));
        grown.push(found);
      }
    }
    const root = this.#view.held?.checkpoint.root;
    if (root === undefined || !equalBytes(edge.root(), root)) {
      throw new LogError('wrong-proof', 'The entries do not lead to the root of the checkpoint.');
    }
    this.#edge = edge;
    for (const { leaf, index } of grown) this.#remember(toHex(leaf), index);
    return grown;
  }

  async #edgeBefore(size: number): Promise<TreeEdge> {
    if (this.#edge !== undefined) return this.#edge.copy();
    const from = Math.max(0, size - RECENT);
    return new TreeEdge(from, from === 0 ? [] : await edgeOfTiles({ read: this.#read, size: from }));
  }

  #remember(leaf: string, index: number): void {
    this.#recent.set(leaf, index);
    if (this.#recent.size <= RECENT) return;
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined) this.#recent.delete(oldest);
  }
}
