import {
  type ConsentRecord,
  type Envelope,
  equalBytes,
  fromHex,
  openConsent,
  type Receipt,
  replay,
  toHex,
  verifyEnvelope,
  verifyRelease,
} from '@fit4work/protocol';
import { type Parsed, type RefusalCode, refusalOf } from './incoming.js';

/** What is stored of an agent, as far as a batch needs it. */
export interface AgentState {
  readonly key: Uint8Array;
  /** Sequence and leaf of the last envelope stored; 0 and zeros before the first. */
  sequence: number;
  leaf: Uint8Array;
  /** Leaves of the stored envelopes whose sequences the batch repeats. */
  readonly stored: Map<number, Uint8Array>;
}

export interface PersonState {
  readonly identityKey: Uint8Array;
  readonly agents: ReadonlyMap<number, AgentState>;
  readonly consents: Map<string, ConsentRecord>;
  /** Leaves of the releases that are stored. */
  readonly releases: Set<string>;
}

export type BatchState = ReadonlyMap<string, PersonState>;

type Of<Kind extends Parsed['kind']> = Extract<Parsed, { kind: Kind }>;

/** A second envelope with a sequence that is stored, well signed: evidence of a fault or a copied key. */
export type Fork = Of<'envelope'> & { /** Unix seconds */ readonly time: number };

/** What one transaction stores, and the receipts that follow it. */
export interface Plan {
  readonly envelopes: Of<'envelope'>[];
  readonly consents: Of<'consent'>[];
  readonly releases: Of<'release'>[];
  /** Grants whose releases end with a withdrawal. */
  readonly ended: { readonly pseudonym: string; readonly grant: string }[];
  readonly receipts: Omit<Receipt, 'time'>[];
  /** Kept as evidence (SPEC.md clause 6.4). */
  readonly forks: Fork[];
  readonly refused: RefusalCode[];
}

export interface BatchOptions {
  readonly state: BatchState;
  /** X25519 public key of this coach API. */
  readonly recipient: Uint8Array;
  /** Unix seconds */
  readonly now: number;
}

const MAX_RECORDS = 256;

/** Decides about a batch, message by message, in the order of arrival. */
export class Batch {
  readonly #options: BatchOptions;
  /** Records to confirm, by pseudonym and agent. */
  readonly #touched = new Map<string, Map<number, Uint8Array[]>>();
  readonly #plan: Plan = {
    ...{ envelopes: [], consents: [], releases: [], ended: [], receipts: [] },
    ...{ forks: [], refused: [] },
  };

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  take(message: Parsed): void {
    const person = this.#options.state.get(message.pseudonym);
    const refused = person === undefined ? 'unknown-agent' : this.#takeFrom(person, message);
    if (refused !== undefined) this.#plan.refused.push(refused);
  }

  refuse(code: RefusalCode): void {
    this.#plan.refused.push(code);
  }

  /** To be called once, after the last message. */
  plan(): Plan {
    for (const [pseudonym, agents] of this.#touched) {
      for (const [agent, records] of agents) {
        const state = this.#options.state.get(pseudonym)?.agents.get(agent);
        if (state === undefined) continue;
        const { sequence, leaf } = state;
        this.#plan.receipts.push({
          pseudonym: fromHex(pseudonym),
          agent,
          sequence,
          leaf,
          records: records.slice(0, MAX_RECORDS),
        });
      }
    }
    return this.#plan;
  }

  #takeFrom(person: PersonState, message: Parsed): RefusalCode | undefined {
    const result = refusalOf(() => {
      if (message.kind === 'envelope') return this.#takeEnvelope(person, message);
      return message.kind === 'consent' ? this.#takeConsent(person, message) : this.#takeRelease(person, message);
    });
    return typeof result === 'object' ? result.refused : result;
  }

  #takeEnvelope(person: PersonState, message: Of<'envelope'>): RefusalCode | undefined {
    const { envelope, pseudonym } = message;
    const agent = person.agents.get(envelope.agent);
    if (agent === undefined) return 'unknown-agent';
    verifyEnvelope(envelope, agent.key);
    this.#touch(pseudonym, envelope.agent);
    if (envelope.sequence <= agent.sequence) {
      if (isStored(agent, envelope)) return undefined;
      this.#plan.forks.push({ ...message, time: this.#options.now });
      return 'fork';
    }
    if (envelope.sequence > agent.sequence + 1) return 'gap';
    if (!equalBytes(envelope.previous, agent.leaf)) return 'broken-chain';
    agent.sequence = envelope.sequence;
    agent.leaf = envelope.leaf;
    agent.stored.set(envelope.sequence, envelope.leaf);
    this.#plan.envelopes.push(message);
    return undefined;
  }

  #takeConsent(person: PersonState, message: Of<'consent'>): RefusalCode | undefined {
    const record = openConsent(message.text, person.identityKey);
    const about = record.kind === 'grant' ? record.grant.pseudonym : record.withdrawal.pseudonym;
    if (toHex(about) !== message.pseudonym) return 'wrong-pseudonym';
    if (!person.consents.has(record.id)) {
      person.consents.set(record.id, record);
      this.#plan.consents.push(message);
      // A withdrawal destroys at once, whatever its time says: it only ever narrows.
      if (record.kind === 'withdrawal') this.#end(message.pseudonym, record.withdrawal.grant);
    }
    // Consent is signed by the person: each of the person's agents learns that it is stored.
    for (const agent of person.agents.keys()) this.#touch(message.pseudonym, agent, fromHex(message.leaf));
    return undefined;
  }

  #takeRelease(person: PersonState, message: Of<'release'>): RefusalCode | undefined {
    const { release, pseudonym, leaf } = message;
    const agent = person.agents.get(release.agent);
    if (agent === undefined) return 'unknown-agent';
    verifyRelease(release, agent.key);
    if (!equalBytes(release.recipient, this.#options.recipient)) return 'wrong-recipient';
    const grant = toHex(release.grant);
    // Until the consent that the agent knew is here as well, a withdrawal may be missed: the agent sends the release again.
    const heads = release.consent.map(toHex);
    const alive = replay([...person.consents.values()], this.#options.now, heads).some(({ id }) => id === grant);
    const withdrawn = [...person.consents.values()].some(
      (record) => record.kind === 'withdrawal' && record.withdrawal.grant === grant,
    );
    if (!alive || withdrawn) return 'unknown-grant';
    if (!person.releases.has(leaf)) {
      person.releases.add(leaf);
      this.#plan.releases.push(message);
    }
    this.#touch(pseudonym, release.agent, fromHex(leaf));
    return undefined;
  }

  #end(pseudonym: string, grant: string): void {
    this.#plan.ended.push({ pseudonym, grant });
    const kept = this.#plan.releases.filter(
      (message) => message.pseudonym !== pseudonym || toHex(message.release.grant) !== grant,
    );
    this.#plan.releases.splice(0, this.#plan.releases.length, ...kept);
  }

  #touch(pseudonym: string, agent: number, record?: Uint8Array): void {
    const agents = this.#touched.get(pseudonym) ?? new Map<number, Uint8Array[]>();
    const records = agents.get(agent) ?? [];
    if (record !== undefined && !records.some((known) => equalBytes(known, record))) records.push(record);
    agents.set(agent, records);
    this.#touched.set(pseudonym, agents);
  }
}

function isStored(agent: AgentState, { sequence, leaf }: Envelope): boolean {
  const stored = agent.stored.get(sequence);
  return stored !== undefined && equalBytes(stored, leaf);
}
