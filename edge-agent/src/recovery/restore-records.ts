import {
  type ConsentRecord,
  type ErasureCertificate,
  equalBytes,
  isComplete,
  jwsText,
  leafOf,
  openConsent,
  openErasure,
  openErasureCertificate,
  openKeptKeys,
  openMessage,
  openProgramme,
  openRead,
  openRetirement,
  ProtocolError,
  parseRelease,
  type RecoveryItem,
  type RecoveryKind,
  seal,
  toHex,
  unseal,
  verifyRelease,
} from '@fit4work/protocol';
import { grantsOf, withdrawnAt } from '../core/consent-history.js';
import type { Findings } from '../core/recovery/findings.js';
import type { Overview, PersonKeys } from '../core/recovery/overview.js';
import { RecoveredKeys } from '../core/recovery/recovered-keys.js';
import { keepMessage } from '../kept-message.js';
import type { Letters } from '../letter-port.js';
import type { Clock, NewRecord, Outbox, Vault } from '../ports.js';
import type { RecoverySource } from './recovery-source.js';

export interface RestorePorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly source: RecoverySource;
  readonly findings: Findings;
  /** Told of each step how much of it is done. */
  readonly onStep: (kind: RecoveryKind, done: number) => void;
}

/** Whose records they are, and by whom they must be signed. */
export type Trusted = Overview & { readonly keys: PersonKeys };

type RecordsKind = Exclude<RecoveryKind, 'envelopes'>;

/** Takes every record of a kind; what is refused by the protocol is found, counted and left out. */
async function takeAll(
  { source, findings, onStep }: RestorePorts,
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

type Attempt = <T>(work: () => T) => T | undefined;

function codeOf({ code }: ProtocolError): 'bad-signature' | 'not-opened' | 'malformed' {
  if (code === 'decryption-failed') return 'not-opened';
  return code === 'bad-signature' ? code : 'malformed';
}

const own = <T extends { readonly pseudonym: Uint8Array }>(record: T, { pseudonym }: Trusted): T => {
  if (equalBytes(record.pseudonym, pseudonym)) return record;
  throw new ProtocolError('malformed', 'the record is of another person');
};

/** Records of agents name them in what is signed, so that every certified key is tried; there are few. */
function byAnAgent<T extends { readonly agent: number | null }>(trusted: Trusted, open: (key: Uint8Array) => T): T {
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

/** Keys of all days, closed: only the passphrase opens them. */
export async function restoreKeys(ports: RestorePorts, trusted: Trusted): Promise<RecoveredKeys> {
  const book = new RecoveredKeys();
  await takeAll(ports, 'keys', async (items, attempt) => {
    for (const bytes of items) {
      const day = attempt(() => {
        const kept = own(
          byAnAgent(trusted, (key) => openKeptKeys(bytes, key)),
          trusted,
        );
        return book.add(kept, trusted.keys.vault);
      });
      if (day !== undefined) await ports.vault.addDayKeys(day.stored, []);
    }
  });
  return book;
}

/** Puts records where those that were made here are, as ones that the coach API has. */
async function keep({ outbox }: RestorePorts, records: readonly NewRecord[]): Promise<void> {
  await outbox.addRecords(records);
  await outbox.markReceived(
    0,
    records.map(({ bytes, leaf }) => leaf ?? leafOf(bytes)),
    // Nobody signed when: it is no word on what time it is.
    0,
  );
}

/** The whole history of consent, in its order, and the releases; what one record names and nobody gave is found. */
export async function restoreConsent(ports: RestorePorts, trusted: Trusted): Promise<void> {
  const { pins, keys } = trusted;
  const records: ConsentRecord[] = [];
  await takeAll(ports, 'consents', async (items, attempt) => {
    const kept = items.flatMap((bytes): readonly NewRecord[] => {
      const record = attempt(() => {
        const opened = openConsent(jwsText(bytes), keys.identityPublicKey);
        own(opened.kind === 'grant' ? opened.grant : opened.withdrawal, trusted);
        return opened;
      });
      if (record === undefined) return [];
      records.push(record);
      return [{ kind: 'consent', bytes, payload: seal(bytes, pins.coachBoxKey) }];
    });
    await keep(ports, kept);
  });
  // Whether one was ended meanwhile the coach API alone says: nothing goes out under it before the employee has looked.
  await ports.outbox.holdGrants(grantsOf(records).flatMap(({ id }) => (withdrawnAt(id, records) ? [] : [id])));
  const heads = await restoreReleases(ports, trusted);
  if (!isComplete(records, heads)) ports.findings.note('consents', 'record-missing');
}

/** @returns the heads of consent that the releases name */
async function restoreReleases(ports: RestorePorts, trusted: Trusted): Promise<readonly string[]> {
  const heads = new Set<string>();
  await takeAll(ports, 'releases', async (items, attempt) => {
    const kept = items.flatMap((bytes): readonly NewRecord[] => {
      const release = attempt(() => {
        const parsed = own(parseRelease(bytes), trusted);
        const agent = trusted.agents.find((each) => each.agent === parsed.agent);
        if (agent === undefined) throw new ProtocolError('bad-signature', 'no certified agent signed the release');
        verifyRelease(parsed, agent.publicKey);
        return parsed;
      });
      for (const head of release?.consent ?? []) heads.add(toHex(head));
      return release === undefined ? [] : [{ kind: 'release', bytes, payload: bytes }];
    });
    await keep(ports, kept);
  });
  return [...heads];
}

/** @returns where each agent that was retired ends */
export async function restoreRetirements(ports: RestorePorts, trusted: Trusted): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  await takeAll(ports, 'retirements', async (items, attempt) => {
    const kept = items.flatMap((bytes): readonly NewRecord[] => {
      const retired = attempt(() => own(openRetirement(bytes, trusted.keys.identityPublicKey), trusted));
      if (retired === undefined) return [];
      const { agent, lastSequence } = retired;
      ends.set(agent, Math.min(ends.get(agent) ?? lastSequence, lastSequence));
      return [{ kind: 'retirement', bytes, payload: bytes }];
    });
    await keep(ports, kept);
  });
  return ends;
}

/** @returns the certificates, one for each erasure that the person signed: another accounts for nothing */
export async function restoreErasures(ports: RestorePorts, trusted: Trusted): Promise<readonly ErasureCertificate[]> {
  const asked = new Set<string>();
  await takeAll(ports, 'erasures', async (items, attempt) => {
    for (const bytes of items) {
      const erasure = attempt(() => own(openErasure(bytes, trusted.keys.identityPublicKey), trusted));
      if (erasure === undefined) continue;
      asked.add(toHex(leafOf(bytes)));
      const { from, until, start, end, issued } = erasure;
      // Before any key or sample: what was erased stays so, whatever the coach API still has.
      await ports.vault.keepErasures([{ leaf: leafOf(bytes), from, until, start, end, issued, receivedUpTo: 0 }]);
      await keep(ports, [{ kind: 'erasure', bytes, payload: seal(bytes, trusted.pins.coachBoxKey) }]);
    }
  });
  const certified = new Map<string, ErasureCertificate>();
  await takeAll(ports, 'certificates', async (items, attempt) => {
    for (const sealed of items) {
      const certificate = attempt(() =>
        own(openErasureCertificate(unseal(sealed, trusted.keys.vault), trusted.pins.coachSigningKey), trusted),
      );
      const name = certificate && toHex(certificate.erasure);
      if (name !== undefined && !asked.has(name)) ports.findings.note('certificates', 'record-missing');
      else if (certificate && name !== undefined && !certified.has(name)) certified.set(name, certificate);
      await ports.outbox.saveLetter({ kind: 'erasure', sealed }, ports.clock());
    }
  });
  return [...certified.values()];
}

/** What came down, as it came: one that is not what it says is kept too, and shown as such. */
export async function restoreLetters(ports: RestorePorts, trusted: Trusted): Promise<void> {
  const { coachSigningKey } = trusted.pins;
  const save = (kind: Parameters<Letters['saveLetter']>[0]['kind'], sealed: Uint8Array): Promise<boolean> =>
    ports.outbox.saveLetter({ kind, sealed }, ports.clock());
  await takeAll(ports, 'reads', async (items, attempt) => {
    for (const sealed of items) {
      attempt(() => own(openRead(unseal(sealed, trusted.keys.vault), coachSigningKey), trusted));
      await save('read', sealed);
    }
  });
  await takeAll(ports, 'programmes', async (items, attempt) => {
    for (const sealed of items) {
      attempt(() => own(openProgramme(unseal(sealed, trusted.keys.vault), coachSigningKey), trusted));
      await save('programme', sealed);
    }
  });
  await takeAll(ports, 'messages', async (items, attempt) => {
    for (const bytes of items) {
      if (isRecord(bytes)) await keepOwnMessage(ports, trusted, { bytes, attempt });
      else {
        attempt(() => own(openMessage(unseal(bytes, trusted.keys.vault), 'coach', coachSigningKey), trusted));
        await save('message', bytes);
      }
    }
  });
}

/** One's own messages come as they were signed: tagged COSE_Sign1 of three hundred bytes and more has this beginning. */
const SIGNED = [0xd2, 0x84];
const isRecord = (bytes: Uint8Array): boolean => SIGNED.every((byte, i) => bytes[i] === byte);

async function keepOwnMessage(
  ports: RestorePorts,
  trusted: Trusted,
  { bytes, attempt }: { bytes: Uint8Array; attempt: Attempt },
): Promise<void> {
  const kept = attempt(() => {
    const open = (agentPublicKey: Uint8Array) => ({ ...openMessage(bytes, 'person', agentPublicKey), agentPublicKey });
    const { agentPublicKey } = own(byAnAgent(trusted, open), trusted);
    return keepMessage(bytes, { agentPublicKey, vaultPublicKey: trusted.keys.vault.publicKey });
  });
  if (kept === undefined) return;
  await keep(ports, [{ kind: 'message', ...kept, payload: seal(bytes, trusted.pins.coachBoxKey) }]);
}
