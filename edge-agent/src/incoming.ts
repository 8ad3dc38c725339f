import {
  equalBytes,
  openReceipt,
  ProtocolError,
  parsePersonTopic,
  type Receipt,
  TOPICS,
  toHex,
} from '@fit4work/protocol';
import type { CoachKeys } from './coach-keys.js';
import { believedOf } from './core/believed-time.js';
import { openSigned, signersOf } from './core/coach-keys.js';
import { LETTER_KINDS } from './core/letter-kinds.js';
import { judgeReceipt } from './core/receipt-verdict.js';
import type { Noticed } from './noticed.js';
import type { Clock, Identity, Outbox, Report } from './ports.js';
import { codeOf } from './report.js';

export interface IncomingPorts {
  readonly outbox: Outbox;
  readonly noticed: Noticed;
  readonly clock: Clock;
  readonly report: Report;
  /** Follows the coach API to newer keys; without it they stay those of the identity. */
  readonly coachKeys?: Pick<CoachKeys, 'identity' | 'lookAgain'> | undefined;
  /** A receipt covers this much. */
  readonly onReceived: (sequence: number) => void;
  /** The coach API has this much, and no longer what it had. */
  readonly onRestored: (sequence: number) => void;
}

/** What comes down on the employee's own topics. Whatever is wrong with it is refused, named and counted. */
export class Incoming {
  readonly #ports: IncomingPorts;
  readonly #identity: Identity;
  readonly #pseudonym: string;
  #last: Uint8Array | undefined;
  /** The newest receipt of this connection, in its own words. */
  #newest = { time: 0, sequence: 0 };

  constructor(ports: IncomingPorts, identity: Identity) {
    this.#ports = ports;
    this.#identity = identity;
    this.#pseudonym = toHex(identity.pseudonym);
  }

  /** A new connection may begin with what another one, or another process, has seen before. */
  reconnected(): void {
    this.#last = undefined;
    this.#newest = { time: 0, sequence: 0 };
  }

  /** @throws what storage throws: then the broker delivers it again */
  async take(topic: string, payload: Uint8Array): Promise<void> {
    const { noticed, report } = this.#ports;
    const parsed = parsePersonTopic(topic);
    if (parsed?.pseudonym !== this.#pseudonym || parsed.direction !== 'down') {
      report('message-refused', { code: 'unknown-topic' });
      noticed.happened(isOwn(topic, this.#pseudonym) ? 'message-unknown' : 'message-for-another');
    } else if (parsed.kind === 'receipt') {
      await this.#takeReceipt(payload);
    } else {
      await this.#takeLetter(parsed.kind, payload);
    }
  }

  /** Kept as it comes: only the passphrase opens it. */
  async #takeLetter(kind: string, sealed: Uint8Array): Promise<void> {
    const { clock, noticed, outbox, report } = this.#ports;
    const known = LETTER_KINDS.find((each) => each === kind);
    if (known === undefined) return;
    if (await outbox.saveLetter({ kind: known, sealed }, clock())) return;
    report('letter-refused', { code: 'no-room' });
    noticed.happened('letters-refused');
  }

  async #takeReceipt(payload: Uint8Array): Promise<void> {
    // Quality 1 may deliver twice: the very same bytes again say nothing, and nobody can tell who repeated them.
    if (this.#last !== undefined && equalBytes(payload, this.#last)) {
      this.#ports.report('receipt-repeated');
      return;
    }
    const receipt = await this.#open(payload);
    if (receipt === undefined) return;
    this.#last = payload;
    await this.#judge(receipt);
  }

  async #open(payload: Uint8Array): Promise<Receipt | undefined> {
    const { coachKeys, noticed, report } = this.#ports;
    try {
      return this.#verify(payload);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // It may be signed by a key that the coach API goes by since a moment ago.
      if (error.code === 'bad-signature') await coachKeys?.lookAgain();
    }
    try {
      return this.#verify(payload);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      report('message-refused', { code: codeOf(error) });
      noticed.happened(error.code === 'bad-signature' ? 'receipt-forged' : 'message-malformed');
      return undefined;
    }
  }

  #verify(payload: Uint8Array): Receipt {
    const signers = signersOf(this.#ports.coachKeys?.identity ?? this.#identity);
    return openSigned(
      signers,
      (key) => openReceipt(payload, key),
      ({ time }) => time,
    );
  }

  async #judge(receipt: Receipt): Promise<void> {
    const { clock, outbox, noticed, report } = this.#ports;
    const { pseudonym, agent } = this.#identity;
    const leaf = await outbox.leafAt(receipt.sequence);
    const believed = await outbox.believedTimes();
    // Read last: it is refused once another agent took over, whose chain the others may have been read of.
    const received = await outbox.receivedUpTo();
    const verdict = judgeReceipt(receipt, { pseudonym, agent, leaf, received, newest: believed.receipt });
    const { time, sequence } = receipt;
    const outOfOrder = time < this.#newest.time || (time === this.#newest.time && sequence < this.#newest.sequence);
    if (verdict === 'takes' || verdict === 'restored') this.#newest = { time, sequence };
    if (verdict === 'takes') {
      await outbox.markReceived(sequence, receipt.records, believedOf(time, clock(), believed));
      this.#ports.onReceived(sequence);
    } else if (verdict === 'restored') {
      noticed.happened('coach-restored');
      await outbox.takeBackReceived(sequence, believedOf(time, clock(), believed));
      this.#ports.onRestored(sequence);
    } else if (verdict === 'of-another-agent') {
      report('receipt-of-another-agent');
    } else if (verdict === 'older' && !outOfOrder) {
      // Kept by the broker while another process of this agent was told.
      report('receipt-repeated');
    } else {
      // A signed receipt for bytes that this agent never made is evidence against the coach API, not a delivery.
      report('receipt-refused', { code: verdict });
      noticed.happened(`receipt-${verdict}`);
    }
  }
}

const isOwn = (topic: string, pseudonym: string): boolean => topic.startsWith(TOPICS.allDown(pseudonym).slice(0, -1));
