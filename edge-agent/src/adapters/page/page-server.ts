import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { PagePorts } from '../../page-port.js';
import { PageSessions } from '../../page-sessions.js';
import { codeOf } from '../../report.js';
import { limitConnections } from './page-connections.js';

/** Builds what answers; loaded when somebody asks for the first time. */
export type PageBuilder = (sessions: PageSessions) => Promise<FastifyInstance>;

export interface PageServer {
  /** Where it listens; undefined where it could not. */
  readonly address: AddressInfo | undefined;
  readonly sessions: Pick<PageSessions, 'areHeld' | 'close'>;
  /** From the next request on another answers, at the same place, and who is logged in stays so. */
  answerWith(build: PageBuilder): void;
  close(): Promise<void>;
}

type OwnPorts = Pick<PagePorts, 'report' | 'entropy' | 'ticks'>;

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

/** A key that is held for ten minutes is gone so many milliseconds later at most. */
const SWEEP = 5_000;

/** What answers the page of an agent that runs. */
export const pageOf =
  (ports: PagePorts): PageBuilder =>
  async (sessions) =>
    (await import('./page-app.js')).buildPage(ports, sessions);

/** Serves the employee's page to this machine, as {@link listenForPage}. */
export const servePage = (ports: PagePorts, port: number, stalled?: number): Promise<PageServer> =>
  listenForPage(ports, { build: pageOf(ports), port, ...(stalled !== undefined && { stalled }) });

interface Listening {
  readonly build: PageBuilder;
  readonly port: number;
  /** Milliseconds in which no byte moves before a connection is cut. */
  readonly stalled?: number;
}

/**
 * Listens on loopback alone. What answers is loaded when somebody asks for the first time: an agent whose page nobody opens stays as
 * small as without. Where the port is taken the bridge goes on without: what is measured matters more.
 */
export async function listenForPage(
  ports: OwnPorts,
  { build, port, stalled = STALLED }: Listening,
): Promise<PageServer> {
  const { report } = ports;
  const sessions = new PageSessions(ports);
  const sweeping = setInterval(() => sessions.sweep(), SWEEP).unref();
  const desk = new Desk(sessions, build);
  const server = createServer(LIMITS, (request, response) => {
    desk.app().then(
      ({ routing }) => routing(request, response),
      (error: unknown) => {
        report('page-failed', { code: codeOf(error) });
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
  if (failure === undefined) report('page-served');
  else report('page-unavailable', { code: codeOf(failure) });
  const address = server.address();
  return {
    address: typeof address === 'object' && address !== null ? address : undefined,
    sessions,
    answerWith: (other) => desk.answerWith(other),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Nobody who keeps a connection keeps the agent.
      server.closeAllConnections();
      await closed;
      clearInterval(sweeping);
      await desk.close();
      sessions.close();
    },
  };
}

/** Has one at a time answer, made when it is asked for first. */
class Desk {
  #app: Promise<FastifyInstance> | undefined;
  #build: PageBuilder;
  /** Of those before. */
  #ended: Promise<unknown>[] = [];

  constructor(
    private readonly sessions: PageSessions,
    build: PageBuilder,
  ) {
    this.#build = build;
  }

  app(): Promise<FastifyInstance> {
    this.#app ??= this.#build(this.sessions);
    return this.#app;
  }

  answerWith(build: PageBuilder): void {
    this.#ended.push(this.#end());
    this.#build = build;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ended, this.#end()]);
  }

  async #end(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    await (await app?.catch(() => undefined))?.close();
  }
}
