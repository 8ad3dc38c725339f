import { equalBytes, leafOf, ProtocolError, type RecoveryItem, type RecoveryKind } from '@fit4work/protocol';
import type { Signer } from '../core/coach-keys.js';
import type { Findings } from '../core/recovery/findings.js';
import type { Overview, PersonKeys } from '../core/recovery/overview.js';
import type { Clock, NewRecord, Outbox, Vault } from '../ports.js';
import type { RecoverySource } from './recovery-source.js';

/* How records that the coach API gives back are taken: page by page, verified, and counted where they are refused. */

/** Where records come from, and what becomes of those that are refused. */
export interface TakePorts {
  readonly source: RecoverySource;
  readonly findings: Findings;
  /** Told of each step how much of it is done. */
  readonly onStep: (kind: RecoveryKind, done: number) => void;
}

export interface RestorePorts extends TakePorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Whose records they are, and by whom they must be signed. */
export type Trusted = Overview & {
  readonly keys: PersonKeys;
  /** Of the coach API, the newest first. */
  readonly signers: readonly Signer[];
};

type RecordsKind = Exclude<RecoveryKind, 'envelopes'>;

/** Takes every record of a kind; what is refused by the protocol is found, counted and left out. */
export async function takeAll(
  { source, findings, onStep }: TakePorts,
  kind: RecordsKind,
  take: (items: readonly Uint8Array[], attempt: Attempt) => Promise<void>,
): Promise<void> {
  let done = 0;
  const attempt: Attempt = (work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      findings.note(kind, codeOf(error));
      return undefined;
    }
  };
  for await (const page of source.records(kind)) {
    await take(
      page.map(({ bytes }: RecoveryItem) => bytes),
      attempt,
    );
    done += page.length;
    onStep(kind, done);
  }
}

export type Attempt = <T>(work: () => T) => T | undefined;

function codeOf({ code }: ProtocolError): 'bad-signature' | 'not-opened' | 'malformed' {
  if (code === 'decryption-failed') return 'not-opened';
  return code === 'bad-signature' ? code : 'malformed';
}

export const own = <T extends { readonly pseudonym: Uint8Array }>(record: T, { pseudonym }: Trusted): T => {
  if (equalBytes(record.pseudonym, pseudonym)) return record;
  throw new ProtocolError('malformed', 'the record is of another person');
};

/** Records of agents name them in what is signed, so that every certified key is tried; there are few. */
export function byAnAgent<T extends { readonly agent: number | null }>(
  trusted: Trusted,
  open: (key: Uint8Array) => T,
): T {
  for (const { agent, publicKey } of trusted.agents) {
    try {
      const record = open(publicKey);
      if (record.agent === agent) return record;
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'bad-signature')) throw error;
    }
  }
  throw new ProtocolError('bad-signature', 'no certified agent signed the record');
}

/** Puts records where those that were made here are, as ones that the coach API has. */
export async function keep({ outbox }: RestorePorts, records: readonly NewRecord[]): Promise<void> {
  await outbox.addRecords(records);
  await outbox.markReceived(
    0,
    records.map(({ bytes, leaf }) => leaf ?? leafOf(bytes)),
    // Nobody signed when: it is no word on what time it is.
    0,
  );
}
