import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { PagePorts } from '../../page-port.js';
import { codeOf } from '../../report.js';
import { limitConnections } from './page-connections.js';

export interface PageServer {
  /** Where it listens; undefined where it could not. */
  readonly address: AddressInfo | undefined;
  close(): Promise<void>;
}

/** Not a name: a name could be made to lead elsewhere. */
const LOOPBACK = '127.0.0.1';
/** One person has few browsers. */
const MOST_CONNECTIONS = 64;
/** Milliseconds; looked at once a second. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;
/** Milliseconds in which no byte moved, as where somebody does not read; no answer takes that long to begin. */
const STALLED = 60_000;
/** Of one connection: what waits for somebody who does not read stays within bounds. */
const MOST_REQUESTS = 500;

/**
 * Serves the employee's page to this machine. What answers is loaded when somebody asks for the first time: an agent whose
 * page nobody opens stays as small as without. Where the port is taken the bridge goes on without: what is measured matters more.
 *
 * @param stalled milliseconds in which no byte moves before a connection is cut
 */
export async function servePage(ports: PagePorts, port: number, stalled = STALLED): Promise<PageServer> {
  let app: Promise<FastifyInstance> | undefined;
  const server = createServer(LIMITS, (request, response) => {
    app ??= import('./page-app.js').then(({ buildPage }) => buildPage(ports));
    app.then(
      ({ routing }) => routing(request, response),
      (error: unknown) => {
        ports.report('page-failed', { code: codeOf(error) });
        response.destroy();
      },
    );
  });
  server.setTimeout(stalled);
  server.maxRequestsPerSocket = MOST_REQUESTS;
  limitConnections(server, MOST_CONNECTIONS);
  const failure = await new Promise<unknown>((resolve) => {
    server.once('error', resolve);
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => resolve(undefined));
  });
  if (failure === undefined) ports.report('page-served');
  else ports.report('page-unavailable', { code: codeOf(failure) });
  const address = server.address();
  return {
    address: typeof address === 'object' && address !== null ? address : undefined,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Nobody who keeps a connection keeps the agent.
      server.closeAllConnections();
      await closed;
      await (await app?.catch(() => undefined))?.close();
    },
  };
}
