import {
  type EnvelopeHeader,
  leafOf,
  METRICS,
  type SigningKey,
  sealEnvelope,
  signingKey,
  type Window,
} from '@fit4work/protocol';
import { dataKeyOf } from './core/day-keys.js';
import { windowDigest } from './core/window-digest.js';
import type { Person, PersonPorts } from './person.js';
import type { OpenDayKeys, SealedEntry, SealedWindow } from './ports.js';

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
  { entropy, outbox }: Pick<PersonPorts, 'entropy' | 'outbox'>,
  { identity }: Pick<Person, 'identity'>,
  wanted: readonly WantedWindow[],
): Promise<MadeEnvelopes> {
  const agent = signingKey(identity.agentSeed);
  const entries: SealedEntry[] = [];
  let last = await outbox.head();
  for (const each of wanted) {
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
  return { entries, windows: wanted.map(asSealed) };
}

function sealWanted(
  header: EnvelopeHeader,
  { plaintexts, keys }: WantedWindow,
  { agent, entropy }: { readonly agent: SigningKey; readonly entropy: PersonPorts['entropy'] },
): Uint8Array {
  const boxes = plaintexts.map((plaintext, i) => ({
    plaintext,
    dataKey: dataKeyOf(keys.open, METRICS[i] ?? 'steps', header.granularity),
    nonce: entropy(12),
  }));
  return sealEnvelope(header, boxes, agent);
}

const asSealed = ({ window, revision, plaintexts, keys }: WantedWindow): SealedWindow => ({
  granularity: window.granularity,
  start: window.start,
  until: window.end,
  revision,
  generation: keys.generation,
  digest: windowDigest(window, plaintexts, keys.open),
});
