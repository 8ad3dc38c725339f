import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { House } from '../../src/testing/house.js';

interface Asked {
  readonly port: number;
  /** @param index of the request, from 0 */
  readonly path: (index: number) => string;
  readonly count: number;
  /** Requests that are under way at once, each over a connection of its own. */
  readonly connections: number;
}

export interface Flooded {
  /** How many answers of each status, 0 for a connection that ended without one. */
  readonly statuses: Readonly<Record<number, number>>;
  /** `Retry-After` of what was refused, seconds. */
  readonly waits: readonly number[];
}

const COACH = { authorization: 'Bearer coach' };

interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Asks as a coach, as fast as the service and this machine let it, and takes no answer for a reason to wait. */
export async function flood({ port, path, count, connections }: Asked): Promise<Flooded> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const statuses: Record<number, number> = {};
  const waits: number[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const { status, headers } = await told(agent, port, path(next++));
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 429 || status === 503) waits.push(Number(headers['retry-after']));
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return { statuses, waits };
}

/** Ten times what one coach may ask in a minute, of a coach API of its own. @returns also after how many milliseconds the coach goes on */
export async function floodTenfold(
  house: House,
): Promise<Flooded & { readonly asked: number; readonly recovery: number }> {
  const asked = 1_000;
  house.makeKeys();
  const { port } = await house.processes.start('coach-api', { ...house.env, FIT4WORK_COACH_REQUESTS: `${asked / 10}` });
  const path = '/v1/people';
  const flooded = await flood({ port, path: () => path, count: asked, connections: 100 });
  return { ...flooded, asked, recovery: await recovered({ port, path }) };
}

/** Milliseconds until a coach is answered with 200 again. */
export async function recovered({ port, path }: { readonly port: number; readonly path: string }): Promise<number> {
  const begun = performance.now();
  const agent = new Agent();
  while ((await told(agent, port, path)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  return performance.now() - begun;
}

function told(agent: Agent, port: number, path: string): Promise<Told> {
  return new Promise((resolve) => {
    const asked = request({ agent, port, path, host: '127.0.0.1', headers: COACH }, (answer) => {
      answer.on('error', () => undefined).resume();
      answer.once('close', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    asked.once('error', () => resolve({ status: 0, headers: {} }));
    asked.end();
  });
}
