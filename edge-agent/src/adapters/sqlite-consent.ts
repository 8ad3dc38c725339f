import { leafOf } from '@fit4work/protocol';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { ProvenRecord } from '../ports.js';
import { damaged } from './sqlite-damage.js';
import type { Tables } from './sqlite-tables.js';

/**
 * Part of a transaction: consent that was lost is there again, and nothing says any more that records are missing.
 *
 * @throws AgentError `vault-damaged` where a record is damaged that a repair would set aside
 */
export function putBackConsent({ record }: Tables, lost: readonly ProvenRecord[]): void {
  const { rows, damaged: others, complete } = record.findWhole();
  if (!complete || others.length > 0) throw damaged(VAULT_THINGS.records);
  // First, since one that is marked by its name stands in the place of the record.
  for (const row of rows.filter(({ kind }) => kind === 'damaged')) record.remove(row);
  for (const { kind, bytes, payload, index, leaf = leafOf(bytes) } of lost) {
    if (record.get('WHERE leaf = ?', leaf) !== undefined) continue;
    record.insert({ id: record.next('id'), leaf, kind, bytes, payload, received: 1, log_index: index });
  }
}
