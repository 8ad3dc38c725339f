import type { Policy, TileReader } from '@fit4work/protocol';
import { type AuditPeriod, dayStart, periodEnd } from '../core/audit-period.js';
import { type AuditFacts, type AuditReport, auditReport } from '../core/audit-report.js';
import type { Clock } from '../ports.js';
import type { AuditBook, ErasureCounts, SignedErasureCounts } from './audit-port.js';
import { blocksBetween, type ChainPart } from './block-chain.js';

/** How long after a period the checkpoint of its last block may have come out and still be found. */
const LATE_SECONDS = 7 * 86_400;

export interface AuditPorts {
  /** Reads below the public folder. */
  readonly read: TileReader;
  readonly book: AuditBook;
  readonly policy: Policy;
  readonly clock: Clock;
  /** `undefined` where no coach API is named. */
  readonly erasures: ErasureCounts | undefined;
}

/** A report with what it was made of. */
export interface Audit {
  readonly report: AuditReport;
  readonly facts: AuditFacts;
  readonly chain: ChainPart;
  readonly erasures: SignedErasureCounts | undefined;
}

/** Gathers what an auditor of HR may know of a period. @throws AnchorError as {@link blocksBetween}, `source-failed` */
export async function audit(ports: AuditPorts, period: AuditPeriod): Promise<Audit> {
  const { policy } = ports;
  const erasures = await ports.erasures?.();
  const { publications, ...chain } = await chainOf(ports, period);
  const facts = {
    log: policy.logs[0]?.key.name ?? '',
    ...{ period, ...chain, publications },
    witnesses: policy.witnesses.map(({ name }) => name),
    erasures: erasures?.months,
    now: ports.clock(),
  };
  return { report: auditReport(facts), facts, chain, erasures };
}

/** The blocks of a period, and the checkpoints that came out in it or soon after. */
export async function chainOf(
  { read, book }: Pick<AuditPorts, 'read' | 'book'>,
  period: AuditPeriod,
): Promise<ChainPart & Pick<AuditFacts, 'publications'>> {
  const [start, end] = [dayStart(period.from), periodEnd(period)];
  return { ...(await blocksBetween(read, start, end)), publications: book.publications(start, end + LATE_SECONDS) };
}
