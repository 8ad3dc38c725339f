import {
  encodeEntryBundle,
  encodeVkey,
  entryHash,
  formatNote,
  formatPolicyStatement,
  formatProof,
  formatSignedCheckpoint,
  leafOf,
  noteSigner,
  parseTilePath,
  policyHash,
  policyPath,
  policyProofPath,
  rootOfEntries,
  rootOfHashes,
  signCheckpoint,
  signNote,
} from '@fit4work/protocol';

const ORIGIN = 'example.org/log';
const WIDTH = 256;

/** A log in memory: real tiles, real checkpoints, no witnesses. */
export class MemoryLog {
  readonly leaves: Uint8Array[] = [];
  /** Its policy statements and their proofs. */
  readonly files = new Map<string, Uint8Array>();
  #signer = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(7));
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

  /**
   * Goes to a new key by its first policy statement.
   * @param signers whose keys sign the statement: both, unless it is to be a false one
   */
  rotate(signers: 'both' | 'new' = 'both'): Uint8Array {
    const [before, old] = [this.policy, this.#signer];
    this.#signer = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(8));
    const change = { origin: ORIGIN, number: 1, time: 1_900_000_000, previous: policyHash(before), text: this.policy };
    const text = formatPolicyStatement(change);
    const signing = signers === 'both' ? [old, this.#signer] : [this.#signer];
    const statement = formatNote({ text, signatures: signing.map((signer) => signNote(text, signer)) });
    const index = this.leaves.length;
    this.files.set(policyPath(1), statement);
    const checkpoint = this.append(leafOf(statement));
    this.files.set(policyProofPath(1), formatProof({ index, hashes: [], checkpoint }));
    return checkpoint;
  }

  checkpoint(): Uint8Array {
    const root = rootOfEntries(this.leaves);
    return formatSignedCheckpoint(signCheckpoint({ origin: ORIGIN, size: this.leaves.length, root }, this.#signer));
  }

  readonly read = async (path: string): Promise<Uint8Array | undefined> => {
    if (path === 'checkpoint') return this.served;
    if (path.startsWith('policies/')) return this.files.get(path);
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
