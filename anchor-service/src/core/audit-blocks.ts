import { leafCount, toRfc3339 } from '@fit4work/protocol';
import { type AuditFacts, floored, waits } from './audit-report.js';

const HEADER = 'height,made,leaves,seconds to witness';

/** A line for each block: its height, when it was made, how many leaves it has and how long its witnesses took. @returns CSV (RFC 4180) */
export function blockTable(facts: Pick<AuditFacts, 'blocks' | 'publications'>): string {
  const covered = waits(facts);
  const rows = facts.blocks.map((block) => {
    const { height, time } = block;
    return [height, toRfc3339(time), floored(leafCount(block)), covered.get(height) ?? ''].join(',');
  });
  return `${[HEADER, ...rows].join('\r\n')}\r\n`;
}
