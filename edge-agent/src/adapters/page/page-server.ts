import type { PagePorts } from '../../page-port.js';
import { codeOf } from '../../report.js';
import { buildPage } from './page-app.js';

export interface PageServer {
  close(): Promise<void>;
}

/** Not a name: a name could be made to lead elsewhere. */
const LOOPBACK = '127.0.0.1';
/** One person has few browsers. */
const MOST_CONNECTIONS = 64;

/**
 * Serves the employee's page to this machine. Where the port is taken the bridge goes on without: what is measured matters
 * more.
 */
export async function servePage(ports: PagePorts, port: number): Promise<PageServer> {
  const app = await buildPage(ports);
  app.server.maxConnections = MOST_CONNECTIONS;
  try {
    await app.listen({ host: LOOPBACK, port, exclusive: true });
    ports.report('page-served');
  } catch (error) {
    ports.report('page-unavailable', { code: codeOf(error) });
  }
  return { close: () => app.close() };
}
