import {
  type ErasureCertificate,
  leafOf,
  openErasure,
  openErasureCertificate,
  openKeptKeys,
  openMessage,
  openProgramme,
  openRead,
  openRetirement,
  seal,
  toHex,
  unseal,
} from '@fit4work/protocol';
import { openSigned } from '../core/coach-keys.js';
import { RecoveredKeys } from '../core/recovery/recovered-keys.js';
import { keepMessage } from '../kept-message.js';
import type { Letters } from '../letter-port.js';
import type { NewRecord } from '../ports.js';
import { type Attempt, byAnAgent, keep, own, type RestorePorts, type Trusted, takeAll } from './take-records.js';

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
      const certificate = attempt(() => own(byCoachApi(trusted, sealed, openErasureCertificate), trusted));
      const name = certificate && toHex(certificate.erasure);
      if (name !== undefined && !asked.has(name)) ports.findings.note('certificates', 'record-missing');
      else if (certificate && name !== undefined && !certified.has(name)) certified.set(name, certificate);
      await ports.outbox.saveLetter({ kind: 'erasure', sealed }, ports.clock());
    }
  });
  return [...certified.values()];
}

function byCoachApi<T extends { readonly time: number }>(
  { keys, signers }: Trusted,
  sealed: Uint8Array,
  open: (record: Uint8Array, key: Uint8Array) => T,
): T {
  const record = unseal(sealed, keys.vault);
  return openSigned(
    signers,
    (key) => open(record, key),
    ({ time }) => time,
  );
}

/** What came down, as it came: one that is not what it says is kept too, and shown as such. */
export async function restoreLetters(ports: RestorePorts, trusted: Trusted): Promise<void> {
  const save = (kind: Parameters<Letters['saveLetter']>[0]['kind'], sealed: Uint8Array): Promise<boolean> =>
    ports.outbox.saveLetter({ kind, sealed }, ports.clock());
  await takeAll(ports, 'reads', async (items, attempt) => {
    for (const sealed of items) {
      attempt(() => own(byCoachApi(trusted, sealed, openRead), trusted));
      await save('read', sealed);
    }
  });
  await takeAll(ports, 'programmes', async (items, attempt) => {
    for (const sealed of items) {
      attempt(() => own(byCoachApi(trusted, sealed, openProgramme), trusted));
      await save('programme', sealed);
    }
  });
  await takeAll(ports, 'messages', async (items, attempt) => {
    for (const bytes of items) {
      if (isRecord(bytes)) await keepOwnMessage(ports, trusted, { bytes, attempt });
      else {
        attempt(() =>
          own(
            byCoachApi(trusted, bytes, (record, key) => openMessage(record, 'coach', key)),
            trusted,
          ),
        );
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
