import {
  addSignatures,
  type Block,
  cosignedBy,
  encodeBlock,
  equalBytes,
  formatSignedCheckpoint,
  isQuorum,
  type NoteSigner,
  type Policy,
  parseNote,
  parseSignedCheckpoint,
  signCheckpoint,
  TILE_WIDTH,
  TreeEdge,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { MAX_BATCH } from './core/pool.js';
import type { Grown, TileRows } from './core/tile-rows.js';
import { AnchorError } from './error.js';
import { WitnessGathering } from './gather.js';
import type { CheckpointPublisher, Journal, LogFolder, LogStore, SignedHead, WitnessPeer } from './ports.js';
import { readStandingRows } from './standing-rows.js';
import { assertRemembered } from './witness-memory.js';

/** How far one checkpoint goes beyond the one before it, unless one block goes further: it bounds the memory of catching up. */
const MAX_GROWTH = 8192;

export interface PublicationPorts {
  readonly store: LogStore;
  readonly folder: LogFolder;
  readonly witnesses: readonly WitnessPeer[];
  readonly publisher: CheckpointPublisher;
  readonly journal: Journal;
}

/** Nothing new; a new checkpoint is out; or too few witnesses cosigned and it is to be tried again. */
export type PublicationOutcome = 'current' | 'published' | 'too-few-witnesses';

/**
 * Brings what is committed before the public, one checkpoint at a time. Every step can be repeated: each begins from what
 * the step before made durable, and does nothing twice.
 */
export class Publication {
  readonly #ports: PublicationPorts;
  readonly #policy: Policy;
  readonly #signer: NoteSigner;
  readonly #gathering: WitnessGathering;
  /** The right edge of the tiles as of the last signature; read from the folder when this process has made none yet. */
  #rows: TileRows | undefined;
  /** Whether all that goes with the published checkpoint is out, which after a start nobody knows. */
  #settled = false;

  constructor(ports: PublicationPorts, policy: Policy, signer: NoteSigner) {
    this.#ports = ports;
    this.#policy = policy;
    this.#signer = signer;
    const { folder, witnesses, journal } = ports;
    const examine = (witness: WitnessPeer): Promise<void> => assertRemembered(ports, signer.key, [witness]);
    this.#gathering = new WitnessGathering({ read: folder.read, witnesses, journal, examine }, policy);
  }

  get witnessesUp(): ReadonlyMap<string, boolean> {
    return this.#gathering.up;
  }

  /** The checkpoint that is out, as it is served; `undefined` before the first. */
  published(): Promise<Uint8Array | undefined> {
    return this.#ports.folder.read('checkpoint');
  }

  /** Refuses a state that is older than what it published. @throws AnchorError `older-state` */
  async assertNewest(): Promise<void> {
    this.#assertNotBehind(await this.published());
    await assertRemembered(this.#ports, this.#signer.key, this.#ports.witnesses);
  }

  /** One round: tiles, signature, witnesses, publication. */
  async attempt(): Promise<PublicationOutcome> {
    const published = await this.published();
    const publishedSize = this.#assertNotBehind(published);
    const signed = await this.#signNewest();
    if (signed === undefined) return 'current';
    if (published !== undefined && publishedSize === signed.edge.size) {
      if (!this.#settled) await this.#settle(published, publishedSize);
      return 'current';
    }
    const started = performance.now();
    const witnessed = await this.#witness(signed, publishedSize);
    if (witnessed === undefined) return 'too-few-witnesses';
    await this.#publish(witnessed, signed.edge.size);
    const milliseconds = Math.round(performance.now() - started);
    this.#ports.journal.info('checkpoint-published', { size: signed.edge.size, milliseconds });
    return 'published';
  }

  /**
   * A state that was lost or restored from an older copy must not sign: it would fork what is public.
   * @returns the size that is public
   */
  #assertNotBehind(published: Uint8Array | undefined): number {
    if (published === undefined) return 0;
    const { size, root } = parseSignedCheckpoint(published).checkpoint;
    const edge = this.#ports.store.signed()?.edge ?? new TreeEdge();
    if (edge.size < size || (edge.size === size && !equalBytes(edge.root(), root))) {
      throw new AnchorError(
        'older-state',
        'The published checkpoint is not of this state: restore the state that goes with the log folder.',
      );
    }
    return size;
  }

  /** Tiles and blocks up to the newest committed block, then the log's signature on it. */
  async #signNewest(): Promise<SignedHead | undefined> {
    const { store, folder } = this.#ports;
    const signed = store.signed();
    const from = signed?.edge ?? new TreeEdge();
    const ahead = store.blocks(from.size, from.size + MAX_BATCH);
    const blocks = ahead.filter((block, i) => i === 0 || block.size <= from.size + MAX_GROWTH);
    const last = blocks.at(-1);
    if (last === undefined) return signed;
    this.#rows = this.#rows?.size === from.size ? this.#rows : await readStandingRows(folder.read, from);
    const { rows, files } = this.#grow(this.#rows, last);
    const edge = rows.edge();
    for (const block of blocks) files.set(`blocks/${block.height}`, encodeBlock(block));
    // A crash here means: some tiles and blocks of a size that nobody signed. They are written again, byte by byte the same
    // or, in partial tiles, for another size.
    await folder.publish(files);
    // A crash here means: all tiles are there and nothing refers to them yet. The next round signs.
    const checkpoint = { origin: this.#signer.key.name, size: edge.size, root: edge.root() };
    const head = { edge, note: formatSignedCheckpoint(signCheckpoint(checkpoint, this.#signer)) };
    // A crash here means: a signature that left no trace. It went nowhere: only what is saved is ever sent.
    store.saveSigned(head);
    this.#rows = rows;
    // A crash here means: a signed checkpoint that no witness saw. The next round asks them, or signs a later one that extends it.
    return head;
  }

  /**
   * The tiles up to a block, of leaves that are read back from disk and hashed anew: a root over flipped bits must never be
   * signed, nor a flipped leaf be published in a bundle.
   */
  #grow(rows: TileRows, last: Block): Grown {
    const first = rows.size - (rows.size % TILE_WIDTH);
    const leaves = this.#ports.store.leaves(first, last.size);
    const grown = rows.grow({
      standing: leaves.slice(0, rows.size - first),
      leaves: leaves.slice(rows.size - first),
    });
    if (grown.rows.size !== last.size || !equalBytes(grown.rows.edge().root(), last.root)) {
      throw new AnchorError(
        'damaged-state',
        `The leaves ${rows.size} to ${last.size - 1} on disk are not those of their block: restore the state.`,
      );
    }
    return grown;
  }

  async #witness(signed: SignedHead, publishedSize: number): Promise<Uint8Array | undefined> {
    const candidate = { size: signed.edge.size, note: signed.note };
    const signatures = await this.#gathering.gather(candidate, publishedSize);
    const note = addSignatures(parseNote(signed.note), signatures);
    const cosigned = cosignedBy(this.#policy, note);
    if (!isQuorum(this.#policy, new Set(cosigned.keys()))) {
      this.#ports.journal.warn('too-few-witnesses', { size: candidate.size, cosigned: cosigned.size });
      return undefined;
    }
    const bytes = formatSignedCheckpoint(note);
    verifyCheckpoint(bytes, this.#policy);
    return bytes;
  }

  async #publish(checkpoint: Uint8Array, size: number): Promise<void> {
    this.#settled = false;
    // A crash here means: witnesses are ahead of the public. They are asked again: for the same size they cosign again.
    await this.#ports.folder.replace('checkpoint', checkpoint);
    await this.#settle(checkpoint, size);
  }

  /** A crash in it means: the file is out, its block or the broker's message is older. The next start settles it. */
  async #settle(checkpoint: Uint8Array, size: number): Promise<void> {
    const { folder, publisher, store } = this.#ports;
    const [last] = store.blocks(size - 1, size);
    if (last !== undefined) await folder.replace('blocks/latest', encodeBlock(last));
    await publisher.publish(checkpoint);
    this.#settled = true;
  }
}
