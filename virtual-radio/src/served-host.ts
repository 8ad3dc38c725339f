import type net from 'node:net';
import HciSocket from '@fit4work/hci-seam';
import type { Air } from './air.js';
import { MOST_UNREAD } from './controller-state.js';
import type { PacketTrace } from './trace.js';

/**
 * Far above what the buffers of all links and the answers that it asked for come to: a host that leaves more than this
 * unread is one that reads no more, and its peers could fill the process by what they do to it.
 */
const MOST_UNREAD_EVER = 16 * MOST_UNREAD;

/** `bad-stream`: its bytes were not H4. `unread`: it left too much unread. */
export type HostFault = 'bad-stream' | 'unread';

interface ServedHost {
  readonly air: Air;
  readonly socket: net.Socket;
  readonly trace: PacketTrace | undefined;
  /** Once, after which the socket is to be gone. */
  readonly refuse: (fault: HostFault) => void;
}

/**
 * A controller for the host behind a socket, gone when the socket is. While the host leaves its answers unread it is not
 * read either: what it says then waits in its own memory.
 */
export function serveHost({ air, socket, trace, refuse }: ServedHost): void {
  const framer = new HciSocket.Framer();
  /** Packets that could not be answered yet, those before `next` gone; the socket is paused while there are any. */
  let waiting: Buffer[] = [];
  let next = 0;
  const unread = (): number => socket.writableLength;
  const controller = air.attach(
    (packet, delivered) => {
      if (!socket.writable) return;
      socket.write(packet, () => {
        delivered();
        if (next < waiting.length) proceed();
      });
      if (unread() > MOST_UNREAD_EVER) refuse('unread');
    },
    { trace, unread },
  );
  const proceed = (): void => {
    for (let packet = waiting[next]; packet && !controller.congested; packet = waiting[next]) {
      next++;
      controller.receive(packet);
    }
    if (next < waiting.length) {
      socket.pause();
      return;
    }
    waiting = [];
    next = 0;
    socket.resume();
  };
  socket.on('data', (chunk) => {
    try {
      waiting.push(...framer.push(chunk));
    } catch {
      refuse('bad-stream');
      return;
    }
    proceed();
  });
  socket.on('close', () => {
    waiting = [];
    air.detach(controller);
    trace?.close();
  });
}
