import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What a served file of the log becomes; undefined is a 404. */
export type Mutation = (path: string, bytes: Uint8Array) => Uint8Array | undefined;

/** Somebody between an agent and the public files of its log. */
export class MutatingLog {
  mutation: Mutation = (_, bytes) => bytes;
  readonly #server: Server;

  private constructor(log: number) {
    this.#server = createServer((request, response) => {
      const serve = async (): Promise<void> => {
        const path = (request.url ?? '').slice(1);
        const answer = await fetch(`http://127.0.0.1:${log}/${path}`);
        const bytes = answer.ok ? this.mutation(path, new Uint8Array(await answer.arrayBuffer())) : undefined;
        response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
      };
      serve().catch(() => response.destroy());
    });
  }

  static async start(log: number): Promise<MutatingLog> {
    const proxy = new MutatingLog(log);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
