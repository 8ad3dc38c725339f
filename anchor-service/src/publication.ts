import {
  addSignatures,
  type Block,
  cosignedBy,
  encodeBlock,
  equalBytes,
  formatSignedCheckpoint,
  isQuorum,
  isSignatureOf,
  LogError,
  MAX_BLOCK_LEAVES,
  type NoteSignature,
  type NoteSigner,
  parseNote,
  parseSignedCheckpoint,
  signCheckpoint,
  signNote,
  TILE_WIDTH,
  TreeEdge,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { verifyChain } from './core/batch.js';
import type { Grown, TileRows } from './core/tile-rows.js';
import { AnchorError } from './error.js';
import { WitnessGathering } from './gather.js';
import type { CheckpointPublisher, Clock, Journal, LogFolder, LogStore, SignedHead, WitnessPeer } from './ports.js';
import type { Policies, SigningRule } from './rotation/policies.js';
import { PolicyPublication } from './rotation/policy-publication.js';
import { readStandingRows } from './standing-rows.js';
import { TilePruning } from './tile-pruning.js';
import { assertRemembered, type LogWord } from './witness-memory.js';

/** How far one checkpoint goes beyond the one before it, unless one block goes further: it bounds the memory of catching up. */
const MAX_GROWTH = 8192;

export interface PublicationPorts {
  readonly store: LogStore;
  readonly folder: LogFolder;
  readonly witnesses: readonly WitnessPeer[];
  readonly publisher: CheckpointPublisher;
  readonly journal: Journal;
  /** Unix seconds, by which cosignatures of a time to come do not count; without it all do. */
  readonly clock?: Clock | undefined;
  /** Told when a witness proved that the state is older than what it saw: the next attempt throws it. */
  readonly onOlderState?: (() => void) | undefined;
}

/** Nothing new; a new checkpoint is out; or too few witnesses cosigned and it is to be tried again. */
export type PublicationOutcome = 'current' | 'published' | 'too-few-witnesses';

/**
 * Brings what is committed before the public, one checkpoint at a time. Every step can be repeated: each begins from what
 * the step before made durable, and does nothing twice.
 */
export class Publication {
  readonly #ports: PublicationPorts;
  readonly #policies: Policies;
  readonly #policyFiles: PolicyPublication;
  readonly #gathering: WitnessGathering;
  readonly #pruning: TilePruning;
  /** The right edge of the tiles as of the last signature; read from the folder when this process has made none yet. */
  #rows: TileRows | undefined;
  /** Whether all that goes with the published checkpoint is out, which after a start nobody knows. */
  #settled = false;

  constructor(ports: PublicationPorts, policies: Policies) {
    this.#ports = ports;
    this.#policies = policies;
    this.#policyFiles = new PolicyPublication(ports.folder, policies);
    this.#pruning = new TilePruning(ports.folder);
    const { folder, witnesses, journal, clock, onOlderState } = ports;
    const examine = (witness: WitnessPeer): Promise<unknown> => this.#hear([witness]);
    this.#gathering = new WitnessGathering({ read: folder.read, witnesses, journal, clock, examine, onOlderState });
  }

  get witnessesUp(): ReadonlyMap<string, boolean> {
    return this.#gathering.up;
  }

  /** The checkpoint that is out, as it is served; `undefined` before the first. */
  published(): Promise<Uint8Array | undefined> {
    return this.#ports.folder.read('checkpoint');
  }

  /**
   * Before the first round: refuses a state that is older than what it published, and keys that do not do for the policies;
   * then puts these out.
   * @throws AnchorError `bad-policy`, `older-state`, `bad-key`, `damaged-state`
   */
  async prepare(): Promise<void> {
    await this.#policyFiles.assertKnown();
    const bytes = await this.published();
    const size = this.#assertNotBehind(bytes);
    this.#policies.assertKeys(bytes === undefined ? undefined : { size, bytes });
    await this.#hear(this.#ports.witnesses);
    await this.#policyFiles.publishStatements();
  }

  /**
   * Of a state that came out of a copy: which witnesses have to be heard yet, before nothing newer can have been published.
   * @returns their names; none when the state is the newest
   * @throws AnchorError `older-state`
   */
  async missingForNewest(): Promise<readonly string[]> {
    const size = this.#assertNotBehind(await this.published());
    return this.#policies.missingBeyond(size, await this.#hear(this.#ports.witnesses));
  }

  /** @returns the names of the witnesses that know of nothing newer @throws AnchorError `older-state` */
  async #hear(witnesses: readonly WitnessPeer[]): Promise<ReadonlySet<string>> {
    const policies = this.#policies;
    const publishedSize = this.#assertNotBehind(await this.published());
    const keysAt: LogWord['keysAt'] = (size) => policies.keysAt(size, publishedSize);
    return assertRemembered(this.#ports, { origin: policies.origin, keysAt }, witnesses);
  }

  /** One round: tiles, signature, witnesses, publication. @throws AnchorError `older-state` also of an earlier round */
  async attempt(): Promise<PublicationOutcome> {
    this.#gathering.assertNewest();
    const published = await this.published();
    const publishedSize = this.#assertNotBehind(published);
    const signed = await this.#signNewest();
    if (signed === undefined) return 'current';
    if (published !== undefined && publishedSize === signed.edge.size) {
      if (!this.#settled) await this.#settle(published, publishedSize);
      return 'current';
    }
    const started = performance.now();
    const out = published === undefined ? undefined : { size: publishedSize, bytes: published };
    const rule = this.#policies.ruleAt(signed.edge.size, out);
    const witnessed = await this.#witness(signed, publishedSize, rule);
    if (witnessed === undefined) return 'too-few-witnesses';
    await this.#policyFiles.beforeCheckpoint(witnessed, rule);
    await this.#publish(witnessed, signed.edge.size);
    const milliseconds = Math.round(performance.now() - started);
    this.#ports.journal.info('checkpoint-published', { size: signed.edge.size, milliseconds });
    return 'published';
  }

  /**
   * A state that was lost, restored from an older copy or of another log must not sign: it would fork what is public.
   * @returns the size that is public
   */
  #assertNotBehind(published: Uint8Array | undefined): number {
    if (published === undefined) return 0;
    const { size, root } = parseSignedCheckpoint(published).checkpoint;
    const { store } = this.#ports;
    if ((store.signed()?.edge.size ?? 0) < size) {
      throw new AnchorError(
        'older-state',
        `The log folder has published ${size} entries, and this state has signed fewer: restore the state that goes with the log folder.`,
      );
    }
    // Its tiles are the folder's and show nothing of the state, whose own word on that size is the block that ends there.
    const [last] = size === 0 ? [] : store.blocks(size - 1, size);
    if (size > 0 && (last === undefined || !equalBytes(last.root, root))) {
      throw new AnchorError(
        'older-state',
        `This state is not of this log folder: at ${size} entries it has another root than what is published. Give the state and the log folder of one log.`,
      );
    }
    return size;
  }

  /** Tiles and blocks up to the newest committed block, then the log's signature on it. */
  async #signNewest(): Promise<SignedHead | undefined> {
    const { store, folder } = this.#ports;
    const signed = store.signed();
    const from = signed?.edge ?? new TreeEdge();
    const ahead = store.blocks(from.size, from.size + MAX_BLOCK_LEAVES + 1);
    const blocks = ahead.filter((block, i) => i === 0 || block.size <= from.size + MAX_GROWTH);
    const last = blocks.at(-1);
    if (last === undefined) return signed;
    this.#rows = this.#rows?.size === from.size ? this.#rows : await readStandingRows(folder.read, from);
    const { rows, files } = this.#grow(this.#rows, blocks, last);
    const edge = rows.edge();
    for (const block of blocks) files.set(`blocks/${block.height}`, encodeBlock(block));
    // A crash here means: some tiles and blocks of a size that nobody signed. They are written again, byte by byte the same
    // or, in partial tiles, for another size.
    await folder.publish(files);
    // A crash here means: all tiles are there and nothing refers to them yet. The next round signs.
    const checkpoint = { origin: this.#policies.origin, size: edge.size, root: edge.root() };
    const head = { edge, note: formatSignedCheckpoint(signCheckpoint(checkpoint, this.#policies.signerAt(edge.size))) };
    // A crash here means: a signature that left no trace. It went nowhere: only what is saved is ever sent.
    await store.saveSigned(head);
    this.#rows = rows;
    // A crash here means: a signed checkpoint that no witness saw. The next round asks them, or signs a later one that extends it.
    return head;
  }

  /**
   * The tiles up to a block, of leaves that are read back from disk and hashed anew: a root over flipped bits must never be
   * signed, nor a flipped leaf be published in a bundle, nor a block that its successor does not hold.
   */
  #grow(rows: TileRows, blocks: readonly Block[], last: Block): Grown {
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
    const [before] = rows.size === 0 ? [] : this.#ports.store.blocks(rows.size - 1, rows.size);
    try {
      verifyChain(blocks, before, (index) => leaves[index - first]);
    } catch (cause) {
      if (!(cause instanceof LogError)) throw cause;
      throw new AnchorError('damaged-state', `${cause.message} The state is damaged: restore it.`, { cause });
    }
    return grown;
  }

  async #witness(signed: SignedHead, publishedSize: number, rule: SigningRule): Promise<Uint8Array | undefined> {
    // The text that was saved; who signs it may be more since then, when a policy gave way to another in between.
    const { text, signatures } = parseNote(signed.note);
    const lineOf = (signer: NoteSigner): NoteSignature =>
      signatures.find((line) => isSignatureOf(signer.key, line)) ?? signNote(text, signer);
    const own = { text, signatures: rule.signers.map(lineOf) };
    const candidate = { size: signed.edge.size, note: formatSignedCheckpoint(own), policy: rule.policy };
    const note = addSignatures(own, await this.#gathering.gather(candidate, publishedSize));
    const cosigned = cosignedBy(rule.policy, note);
    if (!isQuorum(rule.policy, new Set(cosigned.keys()))) {
      this.#ports.journal.warn('too-few-witnesses', { size: candidate.size, cosigned: cosigned.size });
      return undefined;
    }
    const bytes = formatSignedCheckpoint(note);
    for (const { policy } of rule.policies) verifyCheckpoint(bytes, policy);
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
    await this.#policyFiles.afterCheckpoint(this.#policies.numberAt(size));
    await publisher.publish(checkpoint);
    await this.#pruning.upTo(size);
    this.#settled = true;
  }
}
