import {
  equalBytes,
  formatProof,
  inclusionProof,
  parseSignedCheckpoint,
  policyPath,
  policyProofPath,
  type TileReader,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { LogFolder } from '../ports.js';
import { policiesOf } from './history.js';
import type { Policies, SigningRule } from './policies.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Puts a log's policies before the public (SPEC.md clause 15.16). Each step can be repeated. */
export class PolicyPublication {
  readonly #folder: LogFolder;
  readonly #policies: Policies;
  #proven = 0;
  /** The first was written before anything was published. */
  #told = 0;

  constructor(folder: LogFolder, policies: Policies) {
    this.#folder = folder;
    this.#policies = policies;
  }

  /**
   * Before anything else: what is public is in the history that is configured. Under an older one the log would be signed by whom it
   * left behind, and nobody would believe it.
   * @throws AnchorError `bad-policy`
   */
  async assertKnown(): Promise<void> {
    const { history } = this.#policies;
    const beyond = history.successors.length + 1;
    if ((await this.#folder.read(policyPath(beyond))) !== undefined) throw olderHistory(`policy statement ${beyond}`);
    const standing = await this.#folder.read('policy');
    if (standing === undefined || policiesOf(history).some(({ text }) => equalBytes(bytesOf(text), standing))) return;
    throw olderHistory('a policy');
  }

  /**
   * Before anything is signed: the first policy and every statement. A crash after it means: a statement that everybody can
   * read and nobody believes, since its leaf is not in the log.
   * @throws AnchorError `damaged-state` when other ones are public
   */
  async publishStatements(): Promise<void> {
    const { first, successors } = this.#policies.history;
    const files = new Map([[policyPath(0), bytesOf(first.text)]]);
    for (const { number, statement } of successors) files.set(policyPath(number), statement);
    await this.#folder.publish(files);
    if ((await this.#folder.read('policy')) === undefined) await this.#folder.replace('policy', bytesOf(first.text));
  }

  /**
   * Before a checkpoint that its quorum cosigned is put out: the proofs of the statements that it brings into effect. A crash
   * after it means: a proof under a checkpoint that is not the published one, yet as good, and clients go on without it.
   */
  async beforeCheckpoint(checkpoint: Uint8Array, { number }: SigningRule): Promise<void> {
    const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
    for (let each = this.#proven + 1; each <= number; each += 1) {
      const path = policyProofPath(each);
      if ((await this.#folder.read(path)) !== undefined) continue;
      const proof = await proofOf(this.#folder.read, { index: this.#policies.indexOf(each) ?? 0, size, checkpoint });
      await this.#folder.publish(new Map([[path, proof]]));
    }
    this.#proven = number;
  }

  /** After it: the policy that stands now. A crash before it means: an older text at `policy`, which leads to the newer one. */
  async afterCheckpoint(number: number): Promise<void> {
    if (this.#told === number) return;
    const text = policiesOf(this.#policies.history)[number]?.text;
    if (text !== undefined) await this.#folder.replace('policy', bytesOf(text));
    this.#told = number;
  }
}

async function proofOf(
  read: TileReader,
  { index, size, checkpoint }: { readonly index: number; readonly size: number; readonly checkpoint: Uint8Array },
): Promise<Uint8Array> {
  return formatProof({ index, hashes: await inclusionProof({ read, size }, index), checkpoint });
}

function olderHistory(what: string): AnchorError {
  return new AnchorError(
    'bad-policy',
    `The log folder serves ${what} that the configured history does not have: set FIT4WORK_ANCHOR_POLICY to the first policy of this log and FIT4WORK_ANCHOR_POLICIES to the folder with every statement since.`,
  );
}
