import net from 'node:net';
import type { Air } from './air.js';
import { RadioError } from './error.js';
import { type HostFault, serveHost } from './served-host.js';
import { type PacketTrace, traceFile, traceFileOf } from './trace.js';

/**
 * More hosts than any demonstration needs; past it a connection is refused, so that a loop of clients cannot exhaust
 * the process.
 */
const MOST_HOSTS = 256;

/** `trace-file`: what it says could not be traced, as was asked for. `too-many`: there were as many hosts as may be. */
export type RefusalCode = HostFault | 'trace-file' | 'too-many';

export interface RadioServer {
  readonly port: number;
  /** Connections that were closed for what they did, for their trace, or for their number. */
  readonly refused: number;
  /** Bytes that were written for hosts and that no host has taken. */
  readonly unread: number;
  close(): Promise<void>;
}

export interface RadioServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly onRefused?: (code: RefusalCode) => void;
  /**
   * A btsnoop file for the first connection; each later one has its number before the ending (`a.btsnoop`,
   * `a-2.btsnoop`). Default: no trace.
   */
  readonly trace?: string | undefined;
  /** A trace could not be written any more; the radio goes on without it. */
  readonly onTraceFailed?: () => void;
}

/**
 * Serves controllers of `air` over H4 on loopback: one controller a connection, gone when the connection is.
 * @throws RadioError `port-busy`
 */
export async function serveRadio(air: Air, options: RadioServerOptions): Promise<RadioServer> {
  const hosts = new Set<net.Socket>();
  let refused = 0;
  let connections = 0;
  const count = (code: RefusalCode): void => {
    refused++;
    options.onRefused?.(code);
  };
  const refuse = (socket: net.Socket, code: RefusalCode): void => {
    if (socket.destroyed) return;
    socket.destroy();
    count(code);
  };
  const server = net.createServer({ noDelay: true }, (socket) => {
    hosts.add(socket);
    // An error is always followed by a close, which is where the controller leaves the air.
    socket.on('error', () => undefined);
    socket.on('close', () => hosts.delete(socket));
    const trace = openTrace(air, options, ++connections);
    if (trace === 'failed') refuse(socket, 'trace-file');
    else serveHost({ air, socket, trace, refuse: (fault) => refuse(socket, fault) });
  });
  server.on('drop', () => count('too-many'));
  server.maxConnections = MOST_HOSTS;
  const port = await listen(server, options.port);
  return {
    port,
    get refused() {
      return refused;
    },
    get unread() {
      return [...hosts].reduce((sum, { writableLength }) => sum + writableLength, 0);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of hosts) socket.destroy();
      }),
  };
}

function openTrace(air: Air, options: RadioServerOptions, connection: number): PacketTrace | undefined | 'failed' {
  if (options.trace === undefined) return undefined;
  try {
    const { clock } = air.conditions;
    return traceFile(traceFileOf(options.trace, connection), { clock, onFailed: options.onTraceFailed });
  } catch (error) {
    if (error instanceof RadioError) return 'failed';
    throw error;
  }
}

function listen(server: net.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const busy = cause.code === 'EADDRINUSE';
      const sentence = busy
        ? `Port ${port} is in use by another process; end it, or name another port (0 takes a free one).`
        : `Port ${port} cannot be listened on; name another port (0 takes a free one).`;
      reject(new RadioError('port-busy', sentence, cause));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
