import {
  type EnvelopeHeader,
  leafOf,
  METRICS,
  type SigningKey,
  sealEnvelope,
  signingKey,
  sizeClassOf,
  type Window,
} from '@fit4work/protocol';
import { dataKeyOf } from './core/day-keys.js';
import { windowDigest } from './core/window-digest.js';
import type { Person, PersonPorts } from './person.js';
import type { OpenDayKeys, SealedEntry, SealedWindow, Vault } from './ports.js';

const WEEK = 7 * 86_400;

/** A window that is to be sealed as it is known now. */
export interface WantedWindow {
  readonly window: Window;
  readonly revision: number;
  readonly plaintexts: readonly Uint8Array[];
  readonly keys: OpenDayKeys;
}

export interface MadeEnvelopes {
  readonly entries: readonly SealedEntry[];
  readonly windows: readonly SealedWindow[];
}

/** One envelope for each window, in the order given, each linked to the one before by its leaf. */
export async function makeEnvelopes(
  { entropy, outbox, vault }: Pick<PersonPorts, 'entropy' | 'outbox' | 'vault'>,
  { identity }: Pick<Person, 'identity'>,
  wanted: readonly WantedWindow[],
): Promise<MadeEnvelopes> {
  const agent = signingKey(identity.agentSeed);
  const sized = await withSizes(vault, wanted);
  const entries: SealedEntry[] = [];
  let last = await outbox.head();
  for (const each of sized) {
    const header: EnvelopeHeader = {
      pseudonym: identity.pseudonym,
      agent: identity.agent,
      sequence: last.sequence + 1,
      previous: last.leaf,
      windowStart: each.window.start,
      granularity: each.window.granularity,
      revision: each.revision,
      salt: entropy(32),
    };
    const bytes = sealWanted(header, each, { agent, entropy });
    last = { sequence: header.sequence, leaf: leafOf(bytes) };
    entries.push({ ...last, bytes, windowStart: header.windowStart });
  }
  return { entries, windows: sized.map(asSealed) };
}

type SizedWindow = WantedWindow & { readonly size: number };

/** No window is smaller than another of the week around it: that it holds less, or nothing, is not to be seen. */
async function withSizes(vault: Vault, wanted: readonly WantedWindow[]): Promise<readonly SizedWindow[]> {
  const starts = wanted.map(({ window }) => window.start);
  if (starts.length === 0) return [];
  const sealed = await vault.sealedWindows(Math.min(...starts) - WEEK, Math.max(...starts) + WEEK);
  const known = sealed.map(({ granularity, start, size }) => ({ granularity, start, size }));
  return wanted.map((each) => {
    const { granularity, start } = each.window;
    const before = known.filter((one) => one.granularity === granularity && Math.abs(start - one.start) <= WEEK);
    const size = sizeClassOf(each.plaintexts, granularity, Math.max(0, ...before.map((one) => one.size)));
    known.push({ granularity, start, size });
    return { ...each, size };
  });
}

function sealWanted(
  header: EnvelopeHeader,
  { plaintexts, keys, size }: SizedWindow,
  { agent, entropy }: { readonly agent: SigningKey; readonly entropy: PersonPorts['entropy'] },
): Uint8Array {
  const boxes = plaintexts.map((plaintext, i) => ({
    plaintext,
    dataKey: dataKeyOf(keys.open, METRICS[i] ?? 'steps', header.granularity),
    nonce: entropy(12),
    least: size,
  }));
  return sealEnvelope(header, boxes, agent);
}

const asSealed = ({ window, revision, plaintexts, keys, size }: SizedWindow): SealedWindow => ({
  granularity: window.granularity,
  start: window.start,
  until: window.end,
  revision,
  generation: keys.generation,
  size,
  digest: windowDigest(window, plaintexts, keys.open),
});
