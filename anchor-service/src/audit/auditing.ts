import { type NoteSigner, type Policy, parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
import type { AuditPeriod } from '../core/audit-period.js';
import { type AuditReport, auditReport } from '../core/audit-report.js';
import { AnchorError } from '../error.js';
import type { Clock } from '../ports.js';
import type { DayEnd, SignedErasureCounts } from './audit-port.js';
import type { ChainPorts } from './covered-blocks.js';
import type { DayLedger } from './day-ledger.js';

/** A log that was there before its days were counted takes longer than an auditor waits. */
const PATIENCE_MS = 900;

/** Whom to believe about a tree of a size, and who signs for its log there. */
interface Standing {
  /** Of the policy: statements above it are public, and no reader follows them yet. */
  readonly number: number;
  readonly policy: Policy;
  readonly signer: NoteSigner;
}

export interface AuditPorts extends ChainPorts {
  /** Reads below the public folder. */
  readonly read: TileReader;
  readonly ledger: DayLedger;
  /** @throws AnchorError `bad-key` when the log's key is not there */
  readonly standingAt: (size: number) => Standing;
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
  /** While keys change, a newer policy is configured: this is the one of the checkpoint. */
  readonly standing: Standing;
  readonly erasures: SignedErasureCounts | null | undefined;
  /** Of the days of the period, as far as they were kept. */
  readonly ends: readonly DayEnd[];
}

/**
 * Gathers what an auditor of HR may know of a period.
 * @param patienceMs for the days to be counted: before all that waits for others, so that whoever is told to ask again is told in time
 * @throws AnchorError `busy-audit`, `source-failed`, `storage-failed`, `bad-key`
 */
export async function audit(ports: AuditPorts, period: AuditPeriod, patienceMs = PATIENCE_MS): Promise<Audit> {
  const { book } = ports;
  await countedInTime(ports, patienceMs);
  const erasures = await ports.erasures?.();
  // What came out meanwhile is little.
  await ports.ledger.catchUp();
  const checkpoint = book.newest();
  const standing = ports.standingAt(sizeOf(checkpoint));
  const { policy } = standing;
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
  const until = days.at(-1)?.size ?? from;
  // One that came out since the days were counted ends at a block that is not among them.
  const ends = book.dayEnds(period.from, period.until).filter((end) => sizeOf(end.checkpoint) <= until);
  return { report, span: [from, until], blocks, checkpoint, standing, erasures, ends };
}

/** Waits until all that is published is counted. @throws AnchorError `busy-audit` when it takes long */
export async function countedInTime(
  { ledger, book }: Pick<AuditPorts, 'ledger' | 'book'>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  const outcome = await Promise.race([ledger.catchUp(), late]).finally(() => clearTimeout(timer));
  if (outcome !== 'late') return;
  throw new AnchorError(
    'busy-audit',
    `The days of the log are still counted, ${book.counted()} of ${sizeOf(book.newest())} entries: ask again later.`,
  );
}

const sizeOf = (checkpoint: Uint8Array | undefined): number =>
  checkpoint === undefined ? 0 : parseSignedCheckpoint(checkpoint).checkpoint.size;
