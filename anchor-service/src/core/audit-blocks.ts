import { toRfc3339 } from '@fit4work/protocol';
import { type Covered, coverOf, leavesIn, waitOf } from './audit-day.js';
import { dayOf } from './audit-period.js';
import { floored } from './audit-report.js';

/** Columns of the table of blocks. */
export const BLOCK_TABLE_HEADER = 'height,made,leaves,seconds to witness\r\n';

/**
 * A line for each block: its height, when it was made, how many leaves it has and how long its witnesses took.
 * @param told the days whose blocks are told one by one
 * @returns CSV (RFC 4180) without its header
 */
export function blockRows(covered: Covered, told: ReadonlySet<string>): string {
  const rows: string[] = [];
  for (const [block, publication] of coverOf(covered)) {
    const { height, time } = block;
    if (!told.has(dayOf(time))) continue;
    rows.push(`${height},${toRfc3339(time)},${floored(leavesIn(block))},${waitOf(block, publication) ?? ''}\r\n`);
  }
  return rows.join('');
}
