import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps the connections to a server within a number. One too many costs that of which nothing is being answered for the
 * longest, so that whoever holds connections open, or asks slowly, keeps nobody else out.
 */
export function limitConnections(server: Server, most: number): void {
  /** What is asked over each; first the one with which nothing happened for the longest. */
  const open = new Map<Socket, IncomingMessage | undefined>();
  /** A request of which the end has not come may never be whole. */
  const isAnswered = (asked: IncomingMessage | undefined): boolean => asked?.complete === true;
  server.on('connection', (socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
    if (open.size <= most) return;
    const [idle = socket] = [...open].filter(([, asked]) => !isAnswered(asked)).map(([each]) => each);
    idle.destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    open.set(socket, request);
    response.once('finish', () => {
      // One that is closed comes back to no list.
      if (open.delete(socket)) open.set(socket, undefined);
    });
  });
}
