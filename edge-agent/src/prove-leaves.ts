import {
  type FoundLeaf,
  formatProof,
  keepUpWithPolicies,
  LogError,
  LogView,
  type PinnedPolicy,
  type Policy,
  pinPolicy,
  type TileReader,
  toHex,
} from '@fit4work/protocol';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import type { ProofProblem } from './core/shown-letter.js';
import { AgentError } from './error.js';
import type { Outbox } from './ports.js';

interface LeavesProven {
  /** `.tlog-proof` files by leaf in hexadecimal. */
  readonly proofs: ReadonlyMap<string, Uint8Array>;
  /** Where those that are proven stand, by leaf in hexadecimal. */
  readonly places: ReadonlyMap<string, number>;
  /** Why the others have none. */
  readonly problem: ProofProblem;
  /** Under which they are proven: the log may have gone to another. */
  readonly policy: Policy;
}

const BUNDLE = 256;
/** Entries looked through at a time. */
const STRETCH = 64 * BUNDLE;

/**
 * Proves leaves that others wrote, against the newest checkpoint that extends the one this agent believes. The log is
 * looked through from its end, since what one asks for is mostly recent; it learns which tiles are read, never whose
 * leaves are meant.
 */
export async function proveLeaves(
  ports: { readonly outbox: Outbox; readonly tiles: TileReader },
  pinned: PinnedPolicy,
  leaves: readonly Uint8Array[],
): Promise<LeavesProven> {
  const proofs = new Map<string, Uint8Array>();
  const places = new Map<string, number>();
  let { policy } = pinned;
  if (leaves.length === 0) return { proofs, places, problem: 'not-in-log', policy };
  try {
    const { view, pinned: newest } = await newestView(ports, pinned);
    policy = newest.policy;
    for await (const { leaf, index } of find(view, new Set(leaves.map(toHex)))) {
      proofs.set(toHex(leaf), formatProof(await view.proveInclusion(leaf, index)));
      places.set(toHex(leaf), index);
    }
    return { proofs, places, problem: 'not-in-log', policy };
  } catch (error) {
    return { proofs, places, problem: problemOf(error), policy };
  }
}

/** What is believed is kept (SPEC.md clause 15.4), and how far the agent's own leaves were looked for stays as it is. */
async function newestView(
  { outbox, tiles }: { readonly outbox: Outbox; readonly tiles: TileReader },
  given: PinnedPolicy,
): Promise<{ readonly view: LogView; readonly pinned: PinnedPolicy }> {
  const { checkpoint, scanned, policy = given.text } = await outbox.logState();
  const held = pinPolicy(policy);
  const view = new LogView({ policy: held.policy, read: tiles, state: checkpoint });
  const newest = await tiles('checkpoint');
  if (newest === undefined) throw new AgentError('unreachable', NETWORK_REFUSALS.logEmpty);
  const pinned = await keepUpWithPolicies(view, newest, { read: tiles, pinned: held });
  if (pinned !== held) await outbox.followPolicy({ from: held.text, to: pinned.text }, view.exportState());
  await view.advance(newest);
  await outbox.markProven([], { checkpoint: view.exportState(), scanned, policy: pinned.text });
  return { view, pinned };
}

async function* find(view: LogView, wanted: Set<string>): AsyncGenerator<FoundLeaf> {
  const last = Math.floor(Math.max(view.size - 1, 0) / STRETCH) * STRETCH;
  for (let from = last; from >= 0 && wanted.size > 0; from -= STRETCH) {
    const { found } = await view.scan(from, wanted, STRETCH / BUNDLE);
    for (const each of found) {
      wanted.delete(toHex(each.leaf));
      yield each;
    }
  }
}

function problemOf(error: unknown): ProofProblem {
  if (error instanceof AgentError && error.code === 'unreachable') return 'log-unreachable';
  if (error instanceof AgentError && error.code === 'vault-damaged') return 'view-damaged';
  if (!(error instanceof LogError)) throw error;
  if (error.code === 'missing-tile') return 'log-unreachable';
  if (error.code === 'malformed-state') return 'view-damaged';
  return error.code === 'fork' || error.code === 'rollback' ? 'log-contradicts-itself' : 'log-refused';
}
