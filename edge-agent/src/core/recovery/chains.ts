import {
  type Envelope,
  equalBytes,
  leafOf,
  ProtocolError,
  parseEnvelope,
  type RecoveryEnvelope,
  verifyEnvelope,
} from '@fit4work/protocol';
import type { Findings } from './findings.js';
import type { KnownAgent } from './overview.js';

interface Chain {
  readonly known: KnownAgent;
  sequence: number;
  leaf: Uint8Array;
  /** Whether the envelope that the coach API calls the last is in it; more may have come since. */
  whole: boolean;
}

/** An envelope as it was, or undefined where it was erased: its place and leaf are kept. */
export interface Verified {
  readonly agent: number;
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly envelope: Envelope | undefined;
}

const ZEROS = new Uint8Array(32);

/** Follows the chain of every agent: signature, sequence, link and leaf of every envelope (SPEC.md clause 6.2). */
export class Chains {
  readonly #chains: ReadonlyMap<number, Chain>;
  readonly #ends: ReadonlyMap<number, number>;
  readonly #pseudonym: Uint8Array;
  readonly #findings: Findings;
  readonly erased: Uint8Array[] = [];

  /** @param ends of agents that were retired: what counts of them ends there (clause 7.5) */
  constructor(
    person: { readonly pseudonym: Uint8Array; readonly agents: readonly KnownAgent[] },
    ends: ReadonlyMap<number, number>,
    findings: Findings,
  ) {
    this.#chains = new Map(
      person.agents.map((known) => [
        known.agent,
        { known, sequence: 0, leaf: ZEROS, whole: known.head.sequence === 0 },
      ]),
    );
    this.#pseudonym = person.pseudonym;
    this.#ends = ends;
    this.#findings = findings;
  }

  /** @returns what counts; undefined for what does not */
  take(item: RecoveryEnvelope): Verified | undefined {
    const { agent, sequence, leaf, bytes } = item;
    const chain = this.#chains.get(agent);
    const place = { agent, sequence };
    if (chain === undefined) return this.#refuse('unknown-agent', place);
    if (sequence <= chain.sequence) return this.#refuse('malformed', place);
    const envelope = bytes === null ? undefined : this.#open(item, bytes, chain);
    if (bytes !== null && envelope === undefined) return undefined;
    const skipped = sequence - chain.sequence - 1;
    if (skipped > 0) this.#findings.note('envelopes', 'gap', { place, count: skipped });
    else if (envelope !== undefined && !equalBytes(envelope.previous, chain.leaf)) {
      this.#findings.note('envelopes', 'chain-broken', { place });
    }
    [chain.sequence, chain.leaf] = [sequence, leaf];
    const { head } = chain.known;
    if (sequence === head.sequence) chain.whole = equalBytes(leaf, head.leaf);
    if (sequence > (this.#ends.get(agent) ?? Number.POSITIVE_INFINITY)) return undefined;
    if (envelope === undefined) this.erased.push(leaf);
    return { agent, sequence, leaf, envelope };
  }

  /** How far each chain goes, once everything was taken. */
  end(): ReadonlyMap<number, number> {
    for (const { known, whole } of this.#chains.values()) {
      const place = { agent: known.agent, sequence: known.head.sequence };
      if (!whole) this.#findings.note('envelopes', 'end-missing', { place });
    }
    return new Map([...this.#chains.values()].map(({ known, sequence }) => [known.agent, sequence]));
  }

  #open({ agent, sequence, leaf }: RecoveryEnvelope, bytes: Uint8Array, { known }: Chain): Envelope | undefined {
    const place = { agent, sequence };
    try {
      const envelope = parseEnvelope(bytes);
      verifyEnvelope(envelope, known.publicKey);
      if (!equalBytes(envelope.pseudonym, this.#pseudonym)) return this.#refuse('not-ours', place);
      const said = envelope.agent === agent && envelope.sequence === sequence && equalBytes(leafOf(bytes), leaf);
      return said ? envelope : this.#refuse('malformed', place);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#refuse(error.code === 'bad-signature' ? 'bad-signature' : 'malformed', place);
    }
  }

  #refuse(code: Parameters<Findings['note']>[1], place: { agent: number; sequence: number }): undefined {
    this.#findings.note('envelopes', code, { place });
    return undefined;
  }
}
