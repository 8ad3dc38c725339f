import {
  addSignatures,
  concat,
  cosign,
  encodeEntryBundle,
  encodeVkey,
  formatNote,
  newTiles,
  noteSigner,
  rootOfEntries,
  type SignedNote,
  signCheckpoint,
  TILE_WIDTH,
  type TileCoordinates,
  tilePath,
  type UpKind,
} from '@fit4work/protocol';
import type { Finding } from '../src/core/findings.js';
import { NETWORK_REFUSALS } from '../src/core/refusal-words/network-refusals.js';
import { AgentError } from '../src/error.js';
import type { FindingStore, Link, LinkHandlers } from '../src/ports.js';

/** A broker that keeps what it is given, tells somebody of it, and hands over what the test says. */
export class FakeLink implements Link {
  connected = false;
  /** Whether it keeps its acknowledgements to itself. */
  silent = false;
  readonly published: { topic: string; payload: Uint8Array }[] = [];
  handlers: LinkHandlers | undefined;
  #closed = false;
  readonly #waiting = new Set<(error: AgentError) => void>();

  constructor(private readonly heard?: (topic: string, payload: Uint8Array) => Promise<void>) {}

  start(handlers: LinkHandlers): void {
    this.handlers = handlers;
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    if (!this.connected) throw new AgentError('unreachable', NETWORK_REFUSALS.brokerAway);
    this.published.push({ topic, payload });
    if (this.silent) await new Promise((_, reject) => this.#waiting.add(reject));
    await this.heard?.(topic, payload);
    if (this.connected && this.#waiting.size === 0) this.handlers?.onConfirmed();
  }

  connect(): void {
    if (this.#closed) return;
    this.connected = true;
    this.handlers?.onConnect();
  }

  hurry(): void {}

  /** What waits for its acknowledgement goes with the connection. */
  drop(): void {
    this.connected = false;
    for (const reject of this.#waiting) reject(new AgentError('unreachable', NETWORK_REFUSALS.brokerWentAway));
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.drop();
  }

  sent(kind: UpKind): Uint8Array[] {
    return this.published.filter(({ topic }) => topic.endsWith(`/up/${kind}`)).map(({ payload }) => payload);
  }
}

/** Findings that no disk keeps, and how often they were written. */
export class MemoryFindings implements FindingStore {
  readonly kept = new Map<string, Finding>();
  written = 0;

  async findings(): Promise<readonly Finding[]> {
    return [...this.kept.values()];
  }

  async addFinding(change: Finding): Promise<void> {
    this.written += 1;
    const known = this.kept.get(change.code);
    const { first, count } = known ?? { first: change.first, count: 0 };
    this.kept.set(change.code, { ...change, first, count: count + change.count });
  }
}

/** A log without witnesses. */
export class SmallLog {
  readonly signer = noteSigner('log.example/small', 1, new Uint8Array(32).fill(5));
  readonly files = new Map<string, Uint8Array>();
  readonly leaves: Uint8Array[] = [];

  get policy(): string {
    return `log ${encodeVkey(this.signer.key)}\nquorum none\n`;
  }

  append(...leaves: readonly Uint8Array[]): Uint8Array {
    const before = this.leaves.length;
    this.leaves.push(...leaves);
    for (const tile of newTiles(before, this.leaves.length)) {
      this.files.set(tilePath(tile), this.#content(tile));
    }
    return this.checkpoint();
  }

  #content({ level, index, width }: TileCoordinates): Uint8Array {
    const each = level === 'entries' ? 1 : TILE_WIDTH ** level;
    const parts = Array.from({ length: width }, (_, i) => {
      const first = (index * TILE_WIDTH + i) * each;
      return this.leaves.slice(first, first + each);
    });
    return level === 'entries' ? encodeEntryBundle(parts.flat()) : concat(...parts.map(rootOfEntries));
  }

  checkpoint(): Uint8Array {
    return formatNote(this.signed());
  }

  protected signed(): SignedNote {
    const checkpoint = { origin: 'log.example/small', size: this.leaves.length, root: rootOfEntries(this.leaves) };
    return signCheckpoint(checkpoint, this.signer);
  }
}

/** The same log with two witnesses, both of whom are needed. */
export class WitnessedLog extends SmallLog {
  readonly witnesses = [6, 7].map((seed) => noteSigner(`witness.example/${seed}`, 4, new Uint8Array(32).fill(seed)));

  override get policy(): string {
    const witnesses = this.witnesses.map(({ key }, at) => `witness w${at} ${encodeVkey(key)}\n`);
    return `log ${encodeVkey(this.signer.key)}\n${witnesses.join('')}group both all w0 w1\nquorum both\n`;
  }

  override checkpoint(): Uint8Array {
    const note = this.signed();
    const lines = this.witnesses.map((witness) => cosign(note.text, WITNESSED_AT, witness));
    return formatNote(addSignatures(note, lines));
  }
}

const WITNESSED_AT = 1_790_000_000;
