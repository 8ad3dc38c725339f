import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Identity, PastEnvelope, RecoveredWindow } from '../ports.js';
import { toIdentityRow } from './sqlite-identity.js';
import type { OpenVault } from './sqlite-open.js';
import { settleFormer } from './sqlite-records.js';
import { writeWindows } from './sqlite-windows.js';

/* What a recovery leaves in the vault beside what it restores. */

const THING = VAULT_THINGS.recovered;

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
  const windows = recovered.map((window) => ({ ...window, generation: undefined, size: 0, digest: undefined }));
  ledger.transaction(THING, () => writeWindows(tables, { windows }));
}

export function writeRecovered({ ledger, tables }: OpenVault, identity: Identity, told: string): void {
  ledger.transaction(THING, () => {
    tables.identity.put(toIdentityRow(identity));
    tables.recovery.put({ id: 1, told });
    settleFormer(tables);
  });
}

export const readRecovered = ({ tables }: OpenVault): string | undefined => tables.recovery.whole()[0]?.told;
