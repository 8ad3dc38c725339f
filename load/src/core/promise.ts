import type { Row } from './row.js';

/* What is promised of a load, and when a rate counts as carried. Seconds. */

const RECEIPT_P99 = 2;
const INCLUSION_P99 = 5;
/** That a storm of everybody may take until it is over. */
const STORM = 60;
/** What two halves of a phase may differ by before it says that something grows. */
const NOISE = 0.25;
const GROWS = 1.5;

/** What a row does not keep, a sentence each; none where it keeps all. */
export function brokenBy(row: Row): readonly string[] {
  const broken: string[] = [];
  const { name, receipt, inclusion, left, missing, seconds, perSecond } = row;
  if (left > 0) broken.push(`${name}: ${left} agents had not done with what was before`);
  if (missing > 0) broken.push(`${name}: ${missing} receipts or proofs are missing`);
  if (perSecond === undefined) {
    if (seconds > STORM) broken.push(`${name}: it took ${seconds} s until it was over, of ${STORM} s`);
    return broken;
  }
  if (receipt.p99 > RECEIPT_P99) broken.push(`${name}: p99 to the receipt is ${receipt.p99} s, of ${RECEIPT_P99} s`);
  if (inclusion.p99 > INCLUSION_P99) {
    broken.push(`${name}: p99 to the proven place in the log is ${inclusion.p99} s, of ${INCLUSION_P99} s`);
  }
  return broken;
}

/** Whether a rate is carried: nothing is missing, what is promised is kept, and it gets no slower while it lasts. */
export function isCarried(row: Row): boolean {
  const [first, second] = row.halves;
  return brokenBy(row).length === 0 && second <= GROWS * first + NOISE;
}
