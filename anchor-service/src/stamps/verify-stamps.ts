import { LogError, type Policy, type TileReader } from '@fit4work/protocol';
import { parseStampIndex, STAMP_INDEX, stampPath } from './core/stamp-files.js';
import { StampError } from './error.js';
import { judgeProof } from './judge-proof.js';
import type { StampFinding, StampReport, StampTrust } from './stamp-report.js';
import { StampedLog } from './stamped-log.js';
import { verdictOn } from './verdict-on.js';

/**
 * Verifies the time stamps of a log offline: that each is of a checkpoint of this very log, that its authority made it, and
 * when.
 * @param policies under any of which a stamped checkpoint may verify: those that the log had, the newest too
 * @throws AnchorError `source-failed` when the log has no checkpoint that verifies; and as `read` throws
 */
export async function verifyStamps(
  log: { readonly read: TileReader; readonly policies: readonly Policy[] },
  trust: StampTrust,
): Promise<StampReport> {
  const { read } = log;
  const findings: StampFinding[] = [];
  try {
    // The list first: what is stamped was published before it was listed, so the log is never behind it.
    const sizes = parseStampIndex(await read(STAMP_INDEX));
    if (sizes.length === 0)
      findings.push({ place: STAMP_INDEX, verdict: 'unknown', reason: 'No checkpoint is stamped.' });
    const stamped = await StampedLog.open(read, log.policies);
    findings.push(...(await judgeSizes(stamped, sizes, trust)));
  } catch (error) {
    if (!(error instanceof StampError)) throw error;
    findings.push({ place: STAMP_INDEX, verdict: verdictOn(error), reason: error.message });
  }
  return reportOf(findings);
}

/**
 * The same of the stamps in a pack.
 * @param place that is named where it has none
 */
export async function judgeStamps(
  stamped: Stamped & { readonly sizes: readonly number[] },
  place: string,
  trust: StampTrust,
): Promise<StampReport> {
  const { sizes } = stamped;
  if (sizes.length === 0) return reportOf([{ place, verdict: 'unknown', reason: 'No checkpoint is stamped.' }]);
  return reportOf(await judgeSizes(stamped, sizes, trust));
}

function reportOf(findings: readonly StampFinding[]): StampReport {
  const has = (verdict: StampFinding['verdict']) => findings.some((finding) => finding.verdict === verdict);
  return { verdict: has('unsound') ? 'unsound' : has('unknown') ? 'unknown' : 'sound', findings: inOrder(findings) };
}

/** Where stamps stand, and what they are of. */
type Stamped = Pick<StampedLog, 'read' | 'checkpoint'>;

async function judgeSizes(log: Stamped, sizes: readonly number[], trust: StampTrust): Promise<StampFinding[]> {
  const findings: StampFinding[] = [];
  for (const size of sizes) findings.push(...(await judgeSize(log, size, trust)));
  return findings;
}

async function judgeSize(log: Stamped, size: number, trust: StampTrust): Promise<StampFinding[]> {
  const place = stampPath(size, 'checkpoint');
  try {
    const { bytes, block } = await log.checkpoint(size);
    const [tsr, ots] = await Promise.all([log.read(stampPath(size, 'tsr')), log.read(stampPath(size, 'ots'))]);
    const reason = 'It is listed as stamped and has no stamp.';
    if (tsr === undefined && ots === undefined) return [{ place, size, verdict: 'unknown', reason }];
    const judged = [
      ...(tsr === undefined
        ? []
        : [{ size, kind: 'rfc3161' as const, ...(await judgeStamp(tsr, bytes, { size, trust })) }]),
      ...(ots === undefined ? [] : judgeProof(ots, bytes, { size, headers: trust.headers })),
    ];
    return judged.map((finding) => ({ ...finding, block: block.height, ...oddAgainst(finding, block.time) }));
  } catch (error) {
    if (!(error instanceof LogError) && !(error instanceof StampError)) throw error;
    return [{ place, size, verdict: verdictOn(error), reason: error.message }];
  }
}

async function judgeStamp(
  file: Uint8Array,
  message: Uint8Array,
  { size, trust }: { size: number; trust: StampTrust },
): Promise<StampFinding> {
  const place = stampPath(size, 'tsr');
  if (trust.verify === undefined) {
    return { place, verdict: 'unknown', reason: 'No certificate of an authority was given: give its CA file.' };
  }
  try {
    const { accuracy, ...facts } = await trust.verify(file, { message, policies: trust.policies });
    const { authority, genTime } = facts;
    return { place, verdict: 'sound', authority, genTime, ...(accuracy === undefined ? {} : { accuracy }) };
  } catch (error) {
    if (!(error instanceof StampError)) throw error;
    return { place, verdict: verdictOn(error), reason: error.message };
  }
}

/** A second of grace where the source does not say how exact it is. */
function oddAgainst({ genTime, accuracy = 1 }: StampFinding, blockTime: number): Pick<StampFinding, 'order'> {
  return genTime !== undefined && genTime + accuracy < blockTime ? { order: 'before-its-block' } : {};
}

/** Of two checkpoints the smaller existed first: a later one that was stamped earlier is odd. */
function inOrder(findings: readonly StampFinding[]): StampFinding[] {
  let latest = 0;
  return findings.map((finding) => {
    if (finding.genTime === undefined || finding.verdict !== 'sound' || finding.kind !== 'rfc3161') return finding;
    const isOdd = finding.genTime + (finding.accuracy ?? 1) < latest;
    latest = Math.max(latest, finding.genTime);
    return isOdd && finding.order === undefined ? { ...finding, order: 'before-an-earlier-stamp' } : finding;
  });
}
