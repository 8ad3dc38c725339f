import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type Checkpoint, parseSignedCheckpoint } from '@fit4work/protocol';

/** Stands before a witness, and keeps every checkpoint that anybody asked it to cosign. */
export class WitnessRecorder {
  readonly checkpoints: Checkpoint[] = [];
  readonly #server: Server;

  private constructor(port: number) {
    this.#server = createServer((asked, reply) => {
      const parts: Buffer[] = [];
      asked.on('data', (part: Buffer) => parts.push(part));
      asked.on('end', () => {
        const body = Buffer.concat(parts);
        if (asked.method === 'POST') this.#keep(body);
        const { method, url: path, headers } = asked;
        const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
          reply.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(reply);
        });
        passed.on('error', () => reply.destroy());
        passed.end(body);
      });
    });
  }

  /** @param port of the witness */
  static async open(port: number): Promise<WitnessRecorder> {
    const recorder = new WitnessRecorder(port);
    recorder.#server.listen(0, '127.0.0.1');
    await once(recorder.#server, 'listening');
    return recorder;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** @source C2SP tlog-witness: the old size and the proof, an empty line, the checkpoint */
  #keep(body: Buffer): void {
    const note = body.subarray(body.indexOf('\n\n') + 2);
    this.checkpoints.push(parseSignedCheckpoint(new Uint8Array(note)).checkpoint);
  }
}
