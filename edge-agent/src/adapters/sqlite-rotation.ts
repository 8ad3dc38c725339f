import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { NextAgent, TakeOver } from '../ports.js';
import type { OpenVault } from './sqlite-open.js';
import { insertRecord, settleFormer } from './sqlite-records.js';
import type { DeliveryRow, OutboxRow, Tables } from './sqlite-tables.js';

/* One agent takes over from another. */

const THING = VAULT_THINGS.agentKey;

export function readNextAgent({ tables }: OpenVault): NextAgent | undefined {
  const [row] = tables.nextAgent.whole();
  return row && { agent: row.agent, agentSeed: row.agent_seed, certificate: row.certificate };
}

export function writeNextAgent({ ledger, tables }: OpenVault, { agent, agentSeed, certificate }: NextAgent): void {
  ledger.transaction(THING, () => tables.nextAgent.put({ id: 1, agent, agent_seed: agentSeed, certificate }));
}

/** The chain before goes among those that are past; the new one begins at 1. */
export function writeTakeOver({ ledger, tables }: OpenVault, change: TakeOver): boolean {
  const { next, made, received, entries, replaced, records } = change;
  return ledger.transaction(THING, () => {
    const [delivery] = tables.delivery.whole();
    const [identity] = tables.identity.whole();
    if (delivery === undefined || identity === undefined) return false;
    if (tables.outbox.rows() !== made || delivery.received !== received) return false;
    const rows = tables.outbox.whole('', 'ORDER BY sequence', true);
    archive(tables, rows, { agent: identity.agent, received });
    tables.delivery.update(delivery, NOTHING_SENT);
    for (const { sequence, leaf, bytes, windowStart } of entries) {
      tables.outbox.insert({ sequence, leaf, bytes, log_index: null, window_start: windowStart });
    }
    const { agent, agentSeed, certificate } = next;
    tables.identity.update(identity, { agent, agent_seed: agentSeed, certificate });
    for (const leaf of replaced) {
      const row = tables.record.get('WHERE leaf = ? AND received = 0', leaf);
      if (row !== undefined) tables.record.remove(row);
    }
    settleFormer(tables);
    for (const record of records) insertRecord(tables, record);
    for (const row of tables.nextAgent.whole()) tables.nextAgent.remove(row);
    return true;
  });
}

const NOTHING_SENT: Partial<DeliveryRow> = { received: 0, proven: 0 };

/** What was received stays to be proven; what was not has no bytes any more that anybody would take. */
function archive(
  { outbox, pastEnvelope }: Tables,
  rows: readonly OutboxRow[],
  { agent, received }: { agent: number; received: number },
): void {
  for (const row of rows) {
    const { sequence, leaf, log_index, window_start } = row;
    if (sequence <= received) pastEnvelope.insert({ agent, sequence, leaf, log_index, window_start });
    outbox.remove(row);
  }
}
