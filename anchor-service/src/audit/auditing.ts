import { type Policy, parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
import type { AuditPeriod } from '../core/audit-period.js';
import { type AuditReport, auditReport } from '../core/audit-report.js';
import { AnchorError } from '../error.js';
import type { Clock } from '../ports.js';
import type { SignedErasureCounts } from './audit-port.js';
import type { ChainPorts } from './covered-blocks.js';
import type { DayLedger } from './day-ledger.js';

/** A log that was there before its days were counted takes longer than an auditor waits. */
const PATIENCE_MS = 5_000;

export interface AuditPorts extends ChainPorts {
  /** Reads below the public folder. */
  readonly read: TileReader;
  readonly ledger: DayLedger;
  readonly policy: Policy;
  readonly clock: Clock;
  /** The newest counts there are, `null` for none; absent where no coach API is named. */
  readonly erasures: (() => Promise<SignedErasureCounts | null>) | undefined;
}

/** A report with what it was made of. */
export interface Audit {
  readonly report: AuditReport;
  /** What the blocks of the period span of the tree. */
  readonly span: readonly [from: number, until: number];
  readonly blocks: number;
  /** The newest that was noted, which covers all that is counted; `undefined` before the first. */
  readonly checkpoint: Uint8Array | undefined;
  readonly erasures: SignedErasureCounts | null | undefined;
}

/** Gathers what an auditor of HR may know of a period. @throws AnchorError `busy-audit`, `source-failed`, `storage-failed` */
export async function audit(ports: AuditPorts, period: AuditPeriod): Promise<Audit> {
  const { policy, book } = ports;
  const erasures = await ports.erasures?.();
  await countedInTime(ports);
  const days = book.days(period.from, period.until);
  const before = book.lastDayBefore(period.from);
  const report = auditReport({
    log: policy.logs[0]?.key.name ?? '',
    ...{ period, days, before: before?.last },
    witnesses: policy.witnesses.map(({ name }) => name),
    erasures,
    now: ports.clock(),
  });
  const from = days[0]?.firstIndex ?? before?.size ?? 0;
  const blocks = days.reduce((sum, day) => sum + day.blocks, 0);
  return { report, span: [from, days.at(-1)?.size ?? from], blocks, checkpoint: book.newest(), erasures };
}

/** Waits until all that is published is counted. @throws AnchorError `busy-audit` when it takes long */
export async function countedInTime({ ledger, book }: Pick<AuditPorts, 'ledger' | 'book'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), PATIENCE_MS);
  });
  const outcome = await Promise.race([ledger.catchUp(), late]).finally(() => clearTimeout(timer));
  if (outcome !== 'late') return;
  const newest = book.newest();
  const size = newest === undefined ? 0 : parseSignedCheckpoint(newest).checkpoint.size;
  throw new AnchorError(
    'busy-audit',
    `The days of the log are still counted, ${book.counted()} of ${size} leaves: ask again later.`,
  );
}
