import net from 'node:net';
import HciSocket from '@fit4work/hci-seam';
import type { Air } from './air.js';
import { RadioError } from './error.js';

/**
 * More hosts than any demonstration needs; past it a connection is refused, so that a loop of clients cannot exhaust
 * the process.
 */
const MOST_HOSTS = 256;

export interface RadioServer {
  readonly port: number;
  /** Connections that were closed because their bytes were not H4. */
  readonly refused: number;
  close(): Promise<void>;
}

export interface RadioServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly onRefused?: () => void;
}

/** Serves controllers of `air` over H4 on loopback: one controller a connection, gone when the connection is. */
export async function serveRadio(air: Air, options: RadioServerOptions): Promise<RadioServer> {
  const hosts = new Set<net.Socket>();
  let refused = 0;
  const server = net.createServer({ noDelay: true }, (socket) => {
    hosts.add(socket);
    socket.on('close', () => hosts.delete(socket));
    serveHost(air, socket, () => {
      refused++;
      options.onRefused?.();
    });
  });
  server.maxConnections = MOST_HOSTS;
  const port = await listen(server, options.port);
  return {
    port,
    get refused() {
      return refused;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of hosts) socket.destroy();
      }),
  };
}

function serveHost(air: Air, socket: net.Socket, refuse: () => void): void {
  const controller = air.attach((packet, delivered) => {
    if (socket.writable) socket.write(packet, delivered);
  });
  const framer = new HciSocket.Framer();
  socket.on('data', (chunk) => {
    try {
      for (const packet of framer.push(chunk)) controller.receive(packet);
    } catch {
      refuse();
      socket.destroy();
    }
  });
  // An error is always followed by a close, which is where the controller leaves the air.
  socket.on('error', () => undefined);
  socket.on('close', () => air.detach(controller));
}

function listen(server: net.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === 'EADDRINUSE';
      const sentence = busy
        ? `Port ${port} is in use by another process; end it, or name another port in the plan (0 takes a free one).`
        : `Port ${port} cannot be listened on; name another port in the plan (0 takes a free one).`;
      reject(new RadioError('port-busy', sentence, cause));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
