import { join } from 'node:path';
import type { EmployeePorts } from './employee.js';
import type { Network } from './network.js';
import { programOf } from './programs.js';
import type { Recording } from './recording.js';

/* What everybody is told who is neither the person nor the coach. */

interface AskOptions {
  readonly adminToken: string;
  readonly network: Pick<Network, 'coachUrl'>;
  /** Whose routes are asked. */
  readonly pseudonym: string;
  readonly recording: Recording;
}

const TIMEOUT = 30_000;

/** Asks the coach API for all that can be got, as nobody and as the administrator, and keeps the answers. @returns how many */
export async function askAsOnlookers({ adminToken, network, pseudonym, recording }: AskOptions): Promise<number> {
  const paths = await pathsOf(network, pseudonym);
  const callers = [
    ['nobody', {}],
    ['administrator', { authorization: `Bearer ${adminToken}` }],
  ] as const;
  let answers = 0;
  for (const [caller, headers] of callers) {
    for (const path of paths) {
      const response = await fetch(new URL(path, network.coachUrl), { headers, signal: AbortSignal.timeout(TIMEOUT) });
      const head = JSON.stringify([...response.headers]);
      recording.keep(`answer to ${caller} ${path}`, `${response.status} ${head}\n${await response.text()}`);
      answers += 1;
    }
  }
  return answers;
}

/** Every route of the description that can be got, and what is asked of services by machines. */
async function pathsOf({ coachUrl }: AskOptions['network'], pseudonym: string): Promise<readonly string[]> {
  const description = await (await fetch(new URL('/openapi.json', coachUrl))).text();
  const { paths }: { paths: Record<string, object> } = JSON.parse(description);
  const today = new Date().toISOString().slice(0, 10);
  const values: Readonly<Record<string, string>> = { pseudonym, day: today, number: '1', kind: 'envelopes' };
  const described = Object.entries(paths)
    .filter(([, methods]) => 'get' in methods)
    .map(([path]) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '0'.repeat(64)));
  return [...new Set([...described, '/openapi.json', '/metrics', '/healthz', '/readyz'])];
}

/** Verifies the log as an auditor does, and keeps what that program says. */
export async function verifyAsAuditor(
  { state, supervisor }: Pick<EmployeePorts, 'state' | 'supervisor'>,
  recording: Recording,
): Promise<void> {
  const { output } = await supervisor.command({
    name: 'auditor',
    argv: [
      programOf('anchor-service/verify/main'),
      ...['log', join(state.root, 'log'), '--policy', join(state.root, 'policy'), '--json'],
    ],
    env: {},
  });
  recording.keep('what an auditor is shown', output);
}
