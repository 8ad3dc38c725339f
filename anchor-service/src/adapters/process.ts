import { writeSync } from 'node:fs';
import { LogError } from '@fit4work/protocol';
import { RegistryError } from '@fit4work/registry';
import type { FastifyInstance } from 'fastify';
import { AnchorError } from '../error.js';

/** Listens. @returns the port @throws AnchorError `busy-port` */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw new AnchorError('busy-port', `Port ${port} of ${host} cannot be listened on: free it or set another PORT.`, {
      cause,
    });
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** The one line on standard output by which whoever started the process knows that it is ready. */
export function announceListening(port: number): void {
  writeSync(1, `${JSON.stringify({ event: 'listening', port })}\n`);
}

/** Runs a process to its end: one sentence and exit 1 when it cannot start. */
export function runProcess(start: () => Promise<() => Promise<void>>): void {
  start().then((stop) => {
    const end = (): void => {
      stop().then(() => process.exit(0), exitWith);
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  }, exitWith);
}

/** Says in one sentence why the process cannot go on, and ends it. */
export function exitWith(error: unknown): never {
  const known = error instanceof AnchorError || error instanceof LogError || error instanceof RegistryError;
  // What nobody foresaw is a bug: its trace says where. It goes out as it is, since a report without it helps nobody.
  const text = known ? error.message : String(error instanceof Error ? error.stack : error);
  writeSync(2, `${text}\n`);
  process.exit(1);
}
