import {
  type BoxKeyPair,
  equalBytes,
  LogError,
  leafOf,
  openRead,
  type Policy,
  ProtocolError,
  parsePolicy,
  parseProof,
  type Read,
  sha256,
  type TileReader,
  toHex,
  unseal,
  verifyProof,
} from '@fit4work/protocol';
import { coverageProblem } from './core/read-coverage.js';
import type { CoverageProblem, OwnRead, ProofProblem, RecordProblem, ShownProof } from './core/shown-read.js';
import { AgentError } from './error.js';
import { ownConsent } from './own-consent.js';
import type { Identity, Outbox } from './ports.js';
import { proveLeaves } from './prove-leaves.js';
import type { StoredRead } from './read-port.js';

type Opened =
  | { readonly stored: StoredRead; readonly problem: RecordProblem }
  | { readonly stored: StoredRead; readonly problem?: undefined; readonly read: Read; readonly leaf: Uint8Array };

/**
 * Every read that was told, verified here: the coach API's signature, the proof in the log, and that a grant covered it.
 * What has no proof yet is looked for in the log, and the proof is kept. None is left out, whatever is wrong with it.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function ownReads(
  ports: { readonly outbox: Outbox; readonly tiles: TileReader },
  identity: Identity,
  vaultKey: BoxKeyPair,
): Promise<readonly OwnRead[]> {
  const policy = pinnedPolicy(identity);
  const opened = (await ports.outbox.reads()).map((stored) => openStored(stored, identity, vaultKey));
  const unproven = opened.flatMap((each) =>
    each.problem === undefined && each.stored.proof === undefined ? [each] : [],
  );
  const { proofs, problem } = await proveLeaves(
    ports,
    policy,
    unproven.map(({ leaf }) => leaf),
  );
  const made = unproven.flatMap(({ stored: { digest }, leaf }) => {
    const proof = proofs.get(toHex(leaf));
    return proof === undefined ? [] : [{ digest, proof }];
  });
  await ports.outbox.saveReadProofs(made);
  const fresh = new Map(made.map(({ digest, proof }) => [toHex(digest), proof]));
  const consent = await ownConsent(ports.outbox, identity);
  const shown = opened.map((each) => {
    if (each.problem !== undefined) return showUnopened(each);
    const proof = each.stored.proof ?? fresh.get(toHex(each.stored.digest)) ?? problem;
    return showRead(each, checkProof(proof, each.leaf, policy), coverageProblem(each.read, consent));
  });
  return shown.sort(byTime);
}

function pinnedPolicy({ pins }: Identity): Policy {
  try {
    return parsePolicy(pins.policy);
  } catch (cause) {
    const message = 'The witness policy in the vault was changed on disk; restore vault.db from a backup.';
    throw new AgentError('vault-damaged', message, { cause });
  }
}

/** What has no time that could be believed comes last. */
const byTime = (a: OwnRead, b: OwnRead): number =>
  (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY) || (a.digest < b.digest ? -1 : 1);

function openStored(stored: StoredRead, { pins, pseudonym }: Identity, vaultKey: BoxKeyPair): Opened {
  if (!equalBytes(sha256(stored.sealed), stored.digest)) return { stored, problem: 'changed-on-disk' };
  try {
    const record = unseal(stored.sealed, vaultKey);
    const read = openRead(record, pins.coachSigningKey);
    if (!equalBytes(read.pseudonym, pseudonym)) return { stored, problem: 'not-ours' };
    return { stored, read, leaf: leafOf(record) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === 'decryption-failed') return { stored, problem: 'not-opened' };
    return { stored, problem: error.code === 'bad-signature' ? 'bad-signature' : 'malformed' };
  }
}

/** @param proof a `.tlog-proof` file, or why there is none */
function checkProof(
  proof: Uint8Array | ProofProblem,
  leaf: Uint8Array,
  policy: Policy,
): ShownProof | ProofProblem | 'proof-refused' {
  if (typeof proof === 'string') return proof;
  try {
    const parsed = parseProof(proof);
    const { checkpoint, cosigned } = verifyProof(parsed, leaf, policy);
    const seen = cosigned.size === 0 ? null : Math.min(...cosigned.values());
    return { index: parsed.index, size: checkpoint.size, witnesses: cosigned.size, seen };
  } catch (error) {
    if (error instanceof LogError) return 'proof-refused';
    throw error;
  }
}

const showUnopened = ({ stored, problem }: { stored: StoredRead; problem: RecordProblem }): OwnRead => ({
  ...{ digest: toHex(stored.digest), leaf: null, coach: null, purpose: null, metrics: [], granularity: null },
  ...{ from: null, until: null, time: null, grants: [], proof: null },
  problems: [problem],
  acknowledged: stored.acknowledged ?? null,
});

function showRead(
  { stored, read, leaf }: Exclude<Opened, { problem: RecordProblem }>,
  proof: ShownProof | ProofProblem | 'proof-refused',
  uncovered: CoverageProblem | undefined,
): OwnRead {
  const { coach, purpose, metrics, granularity, from, until, time, grants } = read;
  return {
    ...{ digest: toHex(stored.digest), leaf: toHex(leaf), coach, purpose, metrics, granularity, from, until, time },
    grants: grants.map(toHex),
    proof: typeof proof === 'string' ? null : proof,
    problems: [...(typeof proof === 'string' ? [proof] : []), ...(uncovered === undefined ? [] : [uncovered])],
    acknowledged: stored.acknowledged ?? null,
  };
}
