import { Noticed } from '../src/noticed.js';
import type { Clock, FindingStore, Report } from '../src/ports.js';

/** What drain and follower share, with a time that stands still. */
export async function seenBy(ports: {
  readonly findings: FindingStore;
  readonly clock: Clock;
  readonly report: Report;
}) {
  const ticks = (): number => 0;
  return { noticed: await Noticed.open({ ...ports, ticks }), ticks, report: ports.report };
}
