import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a peer does with a request; to hang it answers nothing. */
export type Behaviour = (body: Uint8Array, request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** A peer on a free port whose behaviour a test changes as it goes. */
export interface Peer {
  readonly url: string;
  /** Requests that came. */
  readonly asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export async function startPeer(first: Behaviour): Promise<Peer> {
  let behaviour = first;
  const asked: Peer['asked'] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers });
      Promise.resolve(behaviour(new Uint8Array(Buffer.concat(chunks)), request, response)).catch(() =>
        response.writeHead(500).end(),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with bytes. */
export const answering =
  (make: (body: Uint8Array) => Promise<Uint8Array> | Uint8Array, status = 200): Behaviour =>
  async (body, _request, response) => {
    response.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(await make(body));
  };

/** Answers with a status and nothing else. */
export const failing =
  (status: number): Behaviour =>
  (_body, _request, response) => {
    response.writeHead(status).end('no');
  };

/** Takes the request and never answers. */
export const hanging: Behaviour = () => undefined;
