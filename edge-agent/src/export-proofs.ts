import {
  equalBytes,
  formatProof,
  LogError,
  LogView,
  leafOf,
  parsePolicy,
  type TileReader,
  type TlogProof,
  toBase64Url,
  toHex,
  utf8,
} from '@fit4work/protocol';
import { signersOf } from './core/coach-keys.js';
import {
  CHECKPOINT_NAME,
  consentName,
  consentProofName,
  envelopesName,
  IDENTITY_NAME,
  POLICY_NAME,
} from './core/export/archive-names.js';
import { type EnvelopeLine, writeEnvelopeLines } from './core/export/envelope-lines.js';
import type { LetterLine } from './core/export/letter-lines.js';
import type { Said } from './core/language.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import { coachLines, letterMembers, ownLine } from './export-letters.js';
import type { SmallMember } from './export-member.js';
import type { LetterReader } from './open-letters.js';
import type { Identity, Outbox, Placement, Report } from './ports.js';
import { codeOf } from './report.js';

export interface ProofPorts {
  readonly outbox: Outbox;
  readonly tiles: TileReader;
  readonly report: Report;
}

/** Own leaves and those of what was told, and how many of them were proven. */
export interface ProofCounts {
  readonly leaves: number;
  readonly proven: number;
}

/** Envelopes in one file: about a megabyte of proofs. */
const PER_FILE = 1024;

/**
 * The members below `proofs/` and `letters/`. The agent keeps where its leaves stand and not what proves it: the proofs are made anew, against
 * the checkpoint that it believes, from tiles of the log that are anybody's. Where the log cannot be asked they are left out.
 */
export async function* exportProofs(ports: ProofPorts, reader: LetterReader): AsyncGenerator<SmallMember, ProofCounts> {
  const { outbox } = ports;
  const { identity } = reader;
  // First: what came down is proven under the newest checkpoint, which is the one that is believed then.
  const told = await coachLines(ports, reader);
  const { checkpoint, policy = identity.pins.policy } = await outbox.logState();
  yield { name: IDENTITY_NAME, bytes: utf8(`${JSON.stringify(identityOf(identity), undefined, 2)}\n`) };
  yield { name: POLICY_NAME, bytes: utf8(policy) };
  if (checkpoint !== undefined) yield { name: CHECKPOINT_NAME, bytes: utf8(checkpoint) };
  const prover = new Prover(ports, policy, checkpoint);
  const placements = await outbox.placements();
  const envelopes = placements.filter(({ sequence }) => sequence !== undefined);
  const consents = yield* consentMembers(outbox, placements, prover);
  for (let from = 0; from < envelopes.length; from += PER_FILE) {
    const lines: EnvelopeLine[] = [];
    for (const { leaf, sequence = 0, pastAgent: agent = identity.agent, index } of envelopes.slice(
      from,
      from + PER_FILE,
    )) {
      lines.push({ agent, sequence, leaf, index, hashes: (await prover.prove(leaf, index))?.hashes });
    }
    yield { name: envelopesName(from + 1), bytes: utf8(writeEnvelopeLines(lines)) };
  }
  const own = await ownLines(outbox, reader, { placements, prover });
  yield* letterMembers([...told, ...own]);
  const letters = told.filter((line): line is LetterLine => 'signed' in line);
  return {
    leaves: consents + envelopes.length + own.length + letters.length,
    proven: prover.proven + letters.filter(({ proof }) => proof !== undefined).length,
  };
}

async function ownLines(
  outbox: Outbox,
  reader: LetterReader,
  { placements, prover }: { readonly placements: readonly Placement[]; readonly prover: Prover },
): Promise<readonly LetterLine[]> {
  const lines: LetterLine[] = [];
  const places = new Map(placements.map(({ leaf, index }) => [toHex(leaf), index]));
  for (const record of await outbox.records()) {
    const id = toHex(record.leaf);
    // One that was signed since the places were read is for the next export.
    if (record.kind === 'consent' || !places.has(id)) continue;
    const line = ownLine(record, reader);
    if (line === undefined || !equalBytes(leafOf(line.signed), record.leaf))
      throw damaged(VAULT_REFUSALS.recordChanged);
    const proof = await prover.prove(record.leaf, places.get(id));
    lines.push({ ...line, proof: proof && formatProof(proof) });
  }
  return lines;
}

/** @returns how many there are */
async function* consentMembers(
  outbox: Outbox,
  placements: readonly Placement[],
  prover: Prover,
): AsyncGenerator<SmallMember, number> {
  let members = 0;
  const places = new Map(placements.map(({ leaf, index }) => [toHex(leaf), index]));
  for (const { kind, leaf, bytes } of await outbox.records()) {
    const id = toHex(leaf);
    // One that was signed since the places were read is for the next export.
    if (kind !== 'consent' || !places.has(id)) continue;
    if (!equalBytes(leafOf(bytes), leaf)) throw damaged(VAULT_REFUSALS.consentRecordChanged);
    members += 1;
    yield { name: consentName(id), bytes };
    const proof = await prover.prove(leaf, places.get(id));
    if (proof !== undefined) yield { name: consentProofName(id), bytes: formatProof(proof) };
  }
  return members;
}

function identityOf(identity: Identity) {
  const { pseudonym, agent, identityPublicKey, certificate } = identity;
  const [newest, ...former] = signersOf(identity).map(({ key }) => toBase64Url(key));
  return {
    pseudonym: toHex(pseudonym),
    agent,
    identityKey: toBase64Url(identityPublicKey),
    certificate: toBase64Url(certificate),
    coachApiKey: newest,
    ...(former.length > 0 && { formerCoachApiKeys: former }),
  };
}

const damaged = (said: Said, cause?: unknown): AgentError => new AgentError('vault-damaged', said, { cause });

function resumeView(tiles: TileReader, policy: string, checkpoint: string): LogView {
  try {
    return new LogView({ policy: parsePolicy(policy), read: tiles, state: checkpoint });
  } catch (cause) {
    throw damaged(VAULT_REFUSALS.checkpointChanged, cause);
  }
}

/** Proves until the log cannot be asked, and then no more: an export does not wait for each leaf in turn. */
class Prover {
  proven = 0;
  readonly #report: Report;
  #view: LogView | undefined;

  constructor({ tiles, report }: ProofPorts, policy: string, checkpoint: string | undefined) {
    this.#report = report;
    this.#view = checkpoint === undefined ? undefined : resumeView(tiles, policy, checkpoint);
  }

  async prove(leaf: Uint8Array, index: number | undefined): Promise<TlogProof | undefined> {
    if (this.#view === undefined || index === undefined || index >= this.#view.size) return undefined;
    try {
      const proof = await this.#view.proveInclusion(leaf, index);
      this.proven += 1;
      return proof;
    } catch (error) {
      if (!(error instanceof LogError) && !(error instanceof AgentError)) throw error;
      this.#report('log-unreachable', { code: codeOf(error) });
      this.#view = undefined;
      return undefined;
    }
  }
}
