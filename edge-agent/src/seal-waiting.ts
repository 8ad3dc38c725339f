import type { BoxKeyPair } from '@fit4work/protocol';
import { AgentError } from './error.js';
import type { Person } from './person.js';
import type { Report } from './ports.js';
import { codeOf } from './report.js';
import { type LatePorts, sealLate } from './seal-late.js';

/**
 * Seals anew what came late of days that are closed, since the passphrase was given for something else. That it cannot be done
 * now keeps nobody from what was asked: it goes on waiting, and is reported.
 *
 * @returns how many envelopes were made
 */
export async function sealWaiting(
  ports: LatePorts & { readonly report: Report },
  person: Person,
  vaultKey: BoxKeyPair,
): Promise<number> {
  try {
    // What waits for nobody goes at its turn.
    if (!(await ports.vault.touchedDays()).some(({ waiting }) => waiting)) return 0;
    return (await sealLate(ports, person, { vaultKey })).envelopes;
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    ports.report('late-not-sealed', { code: codeOf(error) });
    return 0;
  }
}
