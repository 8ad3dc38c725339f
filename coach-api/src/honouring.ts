import { openConsent, openErasure, toHex } from '@fit4work/protocol';
import { type Incoming, parseIncoming } from './core/incoming.js';
import type { ConsentMessage, ErasureMessage } from './core/messages.js';
import { refusalOf } from './core/refusal.js';
import type { Erasures } from './erasures.js';
import type { HeldReads } from './held-reads.js';
import type { KnownConsent } from './known-consent.js';
import type { PendingWithdrawals } from './pending-withdrawals.js';
import type { ReleaseOpener } from './ports.js';

export interface HonouringOptions {
  readonly opener: Pick<ReleaseOpener, 'unseal'>;
  readonly known: Pick<KnownConsent, 'has' | 'pinOf'>;
  readonly pending: Pick<PendingWithdrawals, 'add' | 'isEmpty'>;
  readonly erasures: Pick<Erasures, 'demanded' | 'isDemanded'>;
  readonly held: Pick<HeldReads, 'endPerson'>;
}

/**
 * A withdrawal ends its grant when it arrives, and an erasure reads of its days: before it stands in line behind what others sent,
 * and whether or not a disk has room for it. What it takes to verify them is in memory (`known-consent.ts`), so that a database that
 * is busy holds up none of it. Of who never consented nothing can be read, and nothing has to end.
 */
export class Honouring {
  readonly #options: HonouringOptions;

  constructor(options: HonouringOptions) {
    this.#options = options;
  }

  /** Whether what memory alone knows ends something. */
  get hasUnstored(): boolean {
    const { pending, erasures } = this.#options;
    return !pending.isEmpty || erasures.isDemanded;
  }

  /** What is not well formed, or signed by another, is refused when its turn comes. */
  arrived(incoming: Incoming): void {
    if (!MAY_END.test(incoming.topic)) return;
    const message = parseIncoming(incoming, (sealed) => this.#options.opener.unseal(sealed));
    if ('refused' in message) return;
    const identityKey = this.#options.known.pinOf(message.pseudonym);
    if (identityKey === undefined) return;
    if (message.kind === 'consent') refusalOf(() => this.#honourConsent(message, identityKey));
    if (message.kind === 'erasure') refusalOf(() => this.#honourErasure(message, identityKey));
  }

  #honourConsent({ pseudonym, text, leaf }: ConsentMessage, identityKey: Uint8Array): void {
    const { known, pending, held } = this.#options;
    // What is known is stored, or was honoured when it came first.
    if (known.has({ pseudonym, leaf })) return;
    const record = openConsent(text, identityKey);
    if (record.kind === 'grant') return;
    const { pseudonym: about, grant } = record.withdrawal;
    if (toHex(about) !== pseudonym || !known.has({ pseudonym, leaf: grant })) return;
    pending.add(pseudonym, record);
    held.endPerson(pseudonym);
  }

  #honourErasure({ pseudonym, bytes, leaf }: ErasureMessage, identityKey: Uint8Array): void {
    const { erasures, held } = this.#options;
    const erasure = openErasure(bytes, identityKey);
    if (toHex(erasure.pseudonym) !== pseudonym) return;
    erasures.demanded({ pseudonym, leaf, erasure });
    held.endPerson(pseudonym);
  }
}

const MAY_END = /\/(consent|erasure)$/;
