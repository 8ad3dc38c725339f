import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import HciSocket from '../dist/index.js';
import { commandComplete } from './fake-machine.js';

/** Peers behind streams, and all that they hold open. */
export class Peers {
  private readonly closers: (() => unknown)[] = [];
  /** Connections that are open at this moment. */
  connections = 0;

  /** Something that listens on loopback. @returns the target that names it */
  async tcp(onPeer: (socket: net.Socket) => void): Promise<string> {
    const server = this.serve(onPeer);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `tcp:127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  /** The same on a Unix socket in a folder of its own. */
  async unix(onPeer: (socket: net.Socket) => void): Promise<string> {
    const file = path.join(this.folder(), 'hci');
    await once(this.serve(onPeer).listen(file), 'listening');
    return `unix:${file}`;
  }

  /** A port of loopback on which nobody listens. */
  async nobody(): Promise<string> {
    const server = net.createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return `tcp:127.0.0.1:${port}`;
  }

  folder(): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-hci-'));
    this.closers.push(() => rmSync(folder, { recursive: true }));
    return folder;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private serve(onPeer: (socket: net.Socket) => void): net.Server {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      this.connections++;
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.connections--;
        sockets.delete(socket);
      });
      onPeer(socket);
    });
    this.closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    return server;
  }
}

/** A peer that answers every H4 command with `answer` of its opcode. */
export const controller =
  (answer: (opcode: number) => Buffer = commandComplete) =>
  (socket: net.Socket): void => {
    const framer = new HciSocket.Framer();
    socket.on('data', (chunk: Buffer) => {
      for (const packet of framer.push(chunk)) socket.write(answer(packet.readUInt16LE(1)));
    });
  };
