import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Question } from '../core/door-answers.js';
import type { Door } from '../door/door.js';
import { BrokerError } from '../error.js';

export interface DoorServerOptions {
  readonly host: string;
  readonly port: number;
  readonly door: Pick<Door, 'answer'>;
}

export interface RunningDoor {
  readonly port: number;
  close(): Promise<void>;
}

const LIMITS = { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 60_000 };
const MAX_BODY = 8 * 1024;

/** Questions by POST, as a form (RabbitMQ) or JSON (EMQX); and `GET /healthz`. @throws BrokerError `busy-port` */
export async function startDoorServer({ host, port, door }: DoorServerOptions): Promise<RunningDoor> {
  const server = createServer(LIMITS, (request, response) => void answer(request, response, door));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Port ${port} of ${host} cannot be had: stop what listens there or set FIT4WORK_BROKER_DOOR_PORT.`;
      reject(new BrokerError('busy-port', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  door: DoorServerOptions['door'],
): Promise<void> {
  if (request.method === 'GET' && request.url === '/healthz') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  const question = request.method === 'POST' ? await read(request).catch(() => undefined) : undefined;
  const [path = ''] = (request.url ?? '').split('?');
  const answered = await door.answer(path, question);
  if (answered === undefined) response.writeHead(question === undefined ? 400 : 404, { connection: 'close' }).end();
  else response.writeHead(200, { 'content-type': answered.type, 'cache-control': 'no-store' }).end(answered.body);
}

/** @returns undefined for what is no question */
async function read(request: IncomingMessage): Promise<Question | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const type = (request.headers['content-type'] ?? '').split(';')[0];
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  const value: unknown = type === 'application/json' ? JSON.parse(text) : undefined;
  return isQuestion(value) ? value : undefined;
}

const isQuestion = (value: unknown): value is Question =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');
