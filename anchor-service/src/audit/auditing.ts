import { type Policy, parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
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
  /** The one that covers the chain; `undefined` before the first. */
  readonly checkpoint: Uint8Array | undefined;
  readonly erasures: SignedErasureCounts | undefined;
}

/** Gathers what an auditor of HR may know of a period. @throws AnchorError as {@link blocksBetween}, `source-failed` */
export async function audit(ports: AuditPorts, period: AuditPeriod): Promise<Audit> {
  const { policy } = ports;
  const erasures = await ports.erasures?.();
  const { publications, checkpoint, ...chain } = await chainOf(ports, period);
  const facts = {
    log: policy.logs[0]?.key.name ?? '',
    ...{ period, before: chain.before, blocks: chain.blocks, publications },
    witnesses: policy.witnesses.map(({ name }) => name),
    erasures: erasures?.months,
    now: ports.clock(),
  };
  return { report: auditReport(facts), facts, chain, checkpoint, erasures };
}

/** The blocks of a period, and the checkpoints that came out in it or soon after. */
export async function chainOf(
  { read, book }: Pick<AuditPorts, 'read' | 'book'>,
  period: AuditPeriod,
): Promise<ChainPart & Pick<AuditFacts, 'publications'> & Pick<Audit, 'checkpoint'>> {
  const [start, end] = [dayStart(period.from), periodEnd(period)];
  const checkpoint = await read('checkpoint');
  const size = checkpoint === undefined ? 0 : parseSignedCheckpoint(checkpoint).checkpoint.size;
  const publications = book.publications(start, end + LATE_SECONDS);
  return { ...(await blocksBetween(read, size, [start, end])), publications, checkpoint };
}
