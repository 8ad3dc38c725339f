import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { HeldEnvelope, Identity, PastEnvelope, RecoveredWindow } from '../ports.js';
import { damaged, guarded } from './sqlite-damage.js';
import type { Fence } from './sqlite-fence.js';
import { refuseOther, refuseRegistered, toIdentityRow } from './sqlite-identity.js';
import { emptyVault, type OpenVault } from './sqlite-open.js';
import { settleFormer } from './sqlite-records.js';

/* What a recovery leaves in the vault beside what it restores. */

const THING = VAULT_THINGS.recovered;

/** Everything goes, and who recovers comes, or neither. */
export function writeBegun(open: OpenVault, identity: Identity, over: Identity | undefined): void {
  const { ledger, tables } = open;
  ledger.transaction(THING, () => {
    refuseOther(tables, over);
    refuseRegistered(tables);
    emptyVault(open);
    tables.identity.put(toIdentityRow(identity));
  });
  letGo(ledger);
}

/** One that is there stays as it is. */
export function writePast({ ledger, tables }: OpenVault, envelopes: readonly PastEnvelope[]): void {
  const { pastEnvelope } = tables;
  ledger.transaction(THING, () => {
    for (const { agent, sequence, leaf, windowStart = null } of envelopes) {
      if (pastEnvelope.get('WHERE agent = ? AND sequence = ?', agent, sequence) !== undefined) continue;
      pastEnvelope.insert({ agent, sequence, leaf, log_index: null, window_start: windowStart });
    }
  });
}

/** Of what they were sealed is known no more than that they were. */
export function writeRecoveredWindows({ ledger, tables }: OpenVault, recovered: readonly RecoveredWindow[]): void {
  ledger.transaction(THING, () => {
    for (const { granularity, start, until, revision } of recovered) {
      const known = tables.sealedWindow.get('WHERE granularity = ? AND start = ?', granularity, start);
      if (known !== undefined && known.revision >= revision) continue;
      tables.sealedWindow.put({ granularity, start, until, revision, generation: null, size: 0, digest: null });
    }
  });
}

export function writeRecovered(
  { ledger, tables }: OpenVault,
  { identity, told, fence }: { readonly identity: Identity; readonly told: string; readonly fence: Fence },
): void {
  ledger.transaction(THING, () => {
    fence.check();
    tables.identity.put(toIdentityRow(identity));
    tables.recovery.put({ id: 1, told });
    settleFormer(tables);
  });
  letGo(ledger);
}

const HELD =
  'CREATE TEMP TABLE IF NOT EXISTS held (agent INTEGER, sequence INTEGER, bytes BLOB, PRIMARY KEY (agent, sequence))';

/** In a file of SQLite's own beside memory, which nobody else can open and which is gone with the process. */
export function writeHeld({ ledger: { db } }: OpenVault, envelopes: readonly HeldEnvelope[]): void {
  guarded(THING, () => {
    db.exec(HELD);
    const hold = db.prepare('INSERT OR REPLACE INTO temp.held VALUES (?, ?, ?)');
    db.transaction(() => {
      for (const { agent, sequence, bytes } of envelopes) hold.run(agent, sequence, bytes);
    })();
  });
}

export function readHeld({ ledger: { db } }: OpenVault, agent: number, sequence: number): Uint8Array {
  const row = guarded(THING, () => {
    db.exec(HELD);
    return db
      .prepare<[number, number], { bytes: Uint8Array }>('SELECT bytes FROM temp.held WHERE agent = ? AND sequence = ?')
      .get(agent, sequence);
  });
  if (row === undefined) throw damaged(VAULT_THINGS.envelopeBack);
  return row.bytes;
}

const letGo = ({ db }: OpenVault['ledger']): void =>
  guarded(THING, () => void db.exec('DROP TABLE IF EXISTS temp.held'));

export const readRecovered = ({ tables }: OpenVault): string | undefined => tables.recovery.whole()[0]?.told;
