import type { FastifyInstance } from 'fastify';

/** Milliseconds: what is asked is answered within it; whoever takes the answer more slowly is cut off. */
const STOP_MS = 10_000;

/** Takes no new request and no new connection, and ends when those under way are answered, or were given their time. */
export async function stopListening(app: FastifyInstance, within = STOP_MS): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), within);
  await app.close();
  clearTimeout(timer);
}
