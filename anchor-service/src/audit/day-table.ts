import { BLOCK_TABLE_HEADER, blockRows } from '../core/audit-blocks.js';
import type { AuditPeriod } from '../core/audit-period.js';
import { toldDays } from '../core/audit-report.js';
import { type AuditPorts, countedInTime } from './auditing.js';
import { blocksOf } from './covered-blocks.js';

/** The blocks of a period as CSV, made while it is read; none of a day that has too few of them to be told. @throws AnchorError `busy-audit`, `source-failed`, `storage-failed` */
export async function dayTable(
  ports: Pick<AuditPorts, 'book' | 'store' | 'ledger'>,
  { from, until }: AuditPeriod,
): Promise<AsyncGenerator<string>> {
  await countedInTime(ports);
  const days = ports.book.days(from, until);
  return table(ports, [days[0]?.firstIndex ?? 0, days.at(-1)?.size ?? 0], toldDays(days));
}

async function* table(
  ports: Pick<AuditPorts, 'book' | 'store'>,
  span: readonly [number, number],
  told: ReadonlySet<string>,
): AsyncGenerator<string> {
  yield BLOCK_TABLE_HEADER;
  for await (const blocks of blocksOf(ports, span)) yield blockRows(blocks, told);
}
