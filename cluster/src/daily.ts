import { setTimeout as pause } from 'node:timers/promises';
import type { Coach, Outcome } from './coach.js';
import type { Network } from './network.js';
import type { People } from './people.js';
import type { SharingEmployee } from './sharing-employee.js';

/** What came of the coach's reads so far. */
export type Reads = Record<Outcome, number>;
export const noReads = (): Reads => ({ correct: 0, wrong: 0, refused: 0, unanswered: 0 });

export interface DailyPorts {
  readonly network: Pick<Network, 'coachUrl'>;
  readonly people: Pick<People, 'sharing'>;
  readonly coach: Coach;
}

const MEASURE_EVERY_MS = 2_000;
const READ_EVERY_MS = 250;

/** People measure and a coach reads, until it is over. @param reads is counted up */
export async function goOn(ports: DailyPorts, reads: Reads, over: AbortSignal): Promise<void> {
  await Promise.all([readOn(ports, reads, over), measureOn(ports.people.sharing, over)]);
}

async function readOn({ network, people, coach }: DailyPorts, reads: Reads, over: AbortSignal): Promise<void> {
  for (let turn = 0; !over.aborted; turn += 1) {
    const sharing = people.sharing.filter(({ hasWithdrawn }) => !hasWithdrawn);
    const employee = sharing[turn % Math.max(1, sharing.length)];
    if (employee !== undefined) {
      const outcome = await coach.read(network.coachUrl, employee);
      // Whoever withdrew meanwhile may be refused; nobody else.
      reads[outcome === 'refused' && !employee.hasWithdrawn ? 'wrong' : outcome] += 1;
    }
    await pause(READ_EVERY_MS);
  }
}

async function measureOn(sharing: readonly SharingEmployee[], over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    for (const employee of sharing) if (!employee.hasWithdrawn) employee.measure();
    await pause(MEASURE_EVERY_MS);
  }
}
