import { KEPT_ENVELOPES } from '../core/kept-envelopes.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { damaged } from './sqlite-damage.js';
import type { DeliveryRow, Tables } from './sqlite-tables.js';

/** How far the outbox has come. The row is made with the vault. @throws AgentError `vault-damaged` */
export function deliveryRow({ delivery }: Tables): DeliveryRow {
  const [row] = delivery.whole();
  if (row === undefined) throw damaged(VAULT_THINGS.delivery);
  return row;
}

/**
 * Drops the bytes that nobody will ask for again; of those that are kept an index finds the oldest. Part of the transaction
 * that brings the outbox further.
 */
export function retire(tables: Tables): void {
  const { outbox } = tables;
  const old = 'WHERE bytes IS NOT NULL AND log_index IS NOT NULL AND sequence <= ?';
  for (const entry of outbox.light(old, deliveryRow(tables).received - KEPT_ENVELOPES)) {
    outbox.update(entry, { bytes: null });
  }
}
