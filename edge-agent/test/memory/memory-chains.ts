import { equalBytes } from '@fit4work/protocol';
import { withFollowed } from '../../src/core/coach-keys.js';
import { ENROL_REFUSALS } from '../../src/core/refusal-words/enrol-refusals.js';
import { VAULT_REFUSALS } from '../../src/core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../../src/core/refusal-words/vault-things.js';
import { AgentError } from '../../src/error.js';
import type {
  FollowedRotations,
  HeldEnvelope,
  Identity,
  NextAgent,
  PastEnvelope,
  RecoveredWindow,
  TakeOver,
  Vault,
} from '../../src/ports.js';
import { EMPTY, formerOf, type MemoryDisk, withRecords } from './memory-disk.js';
import { MemoryErasures } from './memory-erasures.js';
import { withWindows } from './memory-windows.js';

type Chains = Pick<
  Vault,
  | 'beginRecovery'
  | 'addPast'
  | 'holdEnvelopes'
  | 'heldEnvelope'
  | 'addWindows'
  | 'endRecovery'
  | 'recovered'
  | 'nextAgent'
  | 'saveNextAgent'
  | 'takeOver'
  | 'followRotations'
>;

/** What one agent leaves to another, on a new machine or on the same, in memory. */
export class MemoryChains extends MemoryErasures implements Chains {
  readonly #disk: MemoryDisk;
  readonly #held = new Map<string, Uint8Array>();

  constructor(disk: MemoryDisk) {
    super(disk);
    this.#disk = disk;
  }

  async beginRecovery(identity: Identity, over: Identity | undefined): Promise<void> {
    this.#disk.write(({ identity: present }) => {
      refuseOther(present, over);
      if (present?.registered) throw takenMeanwhile();
      return { ...EMPTY, identity };
    });
    this.#held.clear();
  }

  async addPast(envelopes: readonly PastEnvelope[]): Promise<void> {
    this.#disk.write(({ past }) => {
      const isNew = ({ agent, sequence }: PastEnvelope): boolean =>
        !past.some((known) => known.agent === agent && known.sequence === sequence);
      return {
        past: [...past, ...envelopes.filter(isNew).map((each) => ({ ...each, index: undefined }))].sort(byChain),
      };
    });
  }

  async holdEnvelopes(envelopes: readonly HeldEnvelope[]): Promise<void> {
    for (const { agent, sequence, bytes } of envelopes) this.#held.set(`${agent}/${sequence}`, bytes);
  }

  async heldEnvelope(agent: number, sequence: number): Promise<Uint8Array> {
    const bytes = this.#held.get(`${agent}/${sequence}`);
    if (bytes === undefined) throw new AgentError('vault-damaged', VAULT_REFUSALS.damaged(VAULT_THINGS.envelopeBack));
    return bytes;
  }

  async addWindows(recovered: readonly RecoveredWindow[]): Promise<void> {
    const rising = recovered.toSorted((a, b) => a.revision - b.revision);
    const highest = new Map(rising.map((window) => [`${window.granularity}/${window.start}`, window]));
    this.#disk.write((state) => {
      const known = new Map(state.windows.map((each) => [`${each.granularity}/${each.start}`, each.revision]));
      const windows = [...highest]
        .filter(([place, { revision }]) => revision > (known.get(place) ?? -1))
        .map(([, window]) => ({ ...window, generation: undefined, size: 0, digest: undefined }));
      return withWindows(state, { windows });
    });
  }

  async endRecovery(identity: Identity, told: string): Promise<void> {
    this.#held.clear();
    this.#disk.write(({ records }) => ({ identity, recovered: told, former: formerOf(records) }));
  }

  async recovered(): Promise<string | undefined> {
    return this.#disk.read(({ recovered }) => recovered);
  }

  async nextAgent(): Promise<NextAgent | undefined> {
    return this.#disk.read(({ nextAgent }) => nextAgent);
  }

  async saveNextAgent(nextAgent: NextAgent): Promise<void> {
    this.#disk.write(() => ({ nextAgent }));
  }

  async followRotations({ rotations, resealed }: FollowedRotations): Promise<void> {
    this.#disk.write(({ identity, records }) => {
      if (identity === undefined) return {};
      const payloadOf = (leaf: Uint8Array) => resealed.find((each) => equalBytes(each.leaf, leaf))?.payload;
      return {
        identity: withFollowed(identity, [...(identity.followed?.rotations ?? []), ...rotations]),
        records: records.map((record) => ({
          ...record,
          payload: (record.received ? undefined : payloadOf(record.leaf)) ?? record.payload,
        })),
      };
    });
  }

  async takeOver({ next, made, received, entries, replaced, records }: TakeOver): Promise<boolean> {
    return this.#disk.tryWrite((state) => {
      const { identity } = state;
      if (identity === undefined || state.entries.length !== made || state.received !== received) return undefined;
      const left = state.entries
        .filter(({ sequence }) => sequence <= received)
        .map(({ sequence, leaf, windowStart, index }) => ({
          agent: identity.agent,
          sequence,
          leaf,
          windowStart,
          index,
        }));
      const isReplaced = (leaf: Uint8Array): boolean => replaced.some((each) => equalBytes(each, leaf));
      return {
        identity: { ...identity, ...next },
        past: [...state.past, ...left].sort(byChain),
        entries: entries.map((entry) => ({ ...entry, index: undefined })),
        received: 0,
        former: formerOf(state.records),
        records: withRecords(
          state.records.filter((record) => record.received || !isReplaced(record.leaf)),
          records,
        ),
        nextAgent: undefined,
      };
    });
  }
}

/** @throws AgentError `already-enrolled` */
export function refuseOther(present: Identity | undefined, known: Identity | undefined): void {
  if (present === undefined || (known !== undefined && equalBytes(present.agentSeed, known.agentSeed))) return;
  throw takenMeanwhile();
}

export const takenMeanwhile = (): AgentError => new AgentError('already-enrolled', ENROL_REFUSALS.takenMeanwhile);

const byChain = (a: PastEnvelope, b: PastEnvelope): number => a.agent - b.agent || a.sequence - b.sequence;
