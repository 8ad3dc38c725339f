import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tokenOf } from './registry.mjs';
import { connectPacket, Packets, pubackPacket, subscribePacket } from './wire.mjs';

/**
 * @typedef {object} Door
 * @property {number} port of 127.0.0.1
 * @property {string} [ca] the certificate to be shown: TLS is spoken then
 */

/** @param {Door} door @returns {Promise<import('node:net').Socket>} @throws what came in the way */
async function openSocket({ port, ca }) {
  const where = { port, host: '127.0.0.1', noDelay: true };
  const socket = ca === undefined ? connectTcp(where) : connectTls({ ...where, ca, minVersion: 'TLSv1.3' });
  await once(socket, ca === undefined ? 'connect' : 'secureConnect');
  return socket;
}

/** One client of a broker: it acknowledges at once what it is handed. */
export class Client {
  /** @type {(id: number) => void} */ acknowledged = () => undefined;
  /** @type {(payload: Buffer, topic: string) => void} */ delivered = () => undefined;
  #socket;
  /** @type {((good: boolean) => void) | undefined} */ #answered;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    /** @type {Buffer[]} */
    let confirmations = [];
    const answered = (/** @type {boolean} */ good) => this.#answered?.(good);
    const packets = new Packets({
      ...{ connack: answered, suback: answered, puback: (id) => this.acknowledged(id) },
      publish: (bytes, id, topic) => {
        confirmations.push(pubackPacket(id));
        this.delivered(bytes, topic);
      },
    });
    socket.on('data', (chunk) => {
      packets.take(chunk);
      if (confirmations.length > 0) socket.write(Buffer.concat(confirmations));
      confirmations = [];
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve(undefined));
    });
  }

  /**
   * Comes in, and subscribes if there is something to subscribe to.
   * @param {Door} door @param {{ who: import('./registry.mjs').Party, clean: boolean, filter?: string, keepAlive?: number }} options
   * @throws Error when the broker does not let it
   */
  static async enter(door, { who, clean, filter, keepAlive }) {
    const client = new Client(await openSocket(door));
    await client.#ask(connectPacket({ name: who.name, password: tokenOf(who), clean, keepAlive }));
    if (filter !== undefined) await client.#ask(subscribePacket(filter));
    return client;
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    this.#socket.write(bytes);
  }

  leave() {
    this.#socket.destroy();
  }

  /** Sends, and waits for the one answer to it. @param {Uint8Array} bytes */
  async #ask(bytes) {
    const answer = new Promise((resolve) => {
      this.#answered = resolve;
    });
    this.#socket.write(bytes);
    if ((await Promise.race([answer, this.closed])) !== true) {
      this.leave();
      throw new Error('the broker did not let a client in');
    }
  }
}
