import { createServer, type Server } from 'node:http';
import { exposition } from '../core/exposition.js';
import { BrokerError } from '../error.js';
import type { StartStatus, StatusOptions } from '../ports.js';

const LIMITS = { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 15_000 };
const CONNECTIONS = 16;

/** `/metrics`, `/healthz` and `/readyz`. */
export const startStatusServer: StartStatus = async ({ port, ...options }) => {
  const server = createServer(LIMITS, (request, response) => {
    const answer = request.method === 'GET' ? answerTo(request.url ?? '', options) : undefined;
    const { status, type, body } = answer ?? { status: 404, type: JSON_TYPE, body: '{"status":"not-found"}' };
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  server.maxConnections = CONNECTIONS;
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const JSON_TYPE = 'application/json';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function answerTo(url: string, { measures, readiness }: Omit<StatusOptions, 'port'>): Answer | undefined {
  if (url === '/healthz') return { status: 200, type: JSON_TYPE, body: '{"status":"ok"}' };
  if (url === '/metrics') {
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: exposition(measures()) };
  }
  if (url !== '/readyz') return undefined;
  const state = readiness();
  return { status: Object.values(state).every(Boolean) ? 200 : 503, type: JSON_TYPE, body: JSON.stringify(state) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new BrokerError(
          'busy-port',
          `Port ${port} cannot be had: stop what listens there or set FIT4WORK_BROKER_METRICS_PORT.`,
          { cause },
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
