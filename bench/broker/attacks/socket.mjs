import { connect as connectTcp } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

/** @typedef {import('../client.mjs').Door} Door */
/** @typedef {{ tcp: Door, web: Door }} Doors */
/** @typedef {import('node:net').Socket} Socket */

/** An event of a socket; an error is none to wait for. @param {Socket} socket @param {string} event */
export const next = (socket, event) =>
  new Promise((resolve) => {
    socket.once(event, () => resolve(event));
  });

/** A connection that may end at any time, which is no error here. @param {Door} door @returns {Promise<Socket>} */
export async function knock({ port, ca }) {
  const where = { port, host: '127.0.0.1', noDelay: true };
  const socket = ca === undefined ? connectTcp(where) : connectTls({ ...where, ca, minVersion: 'TLSv1.3' });
  socket.on('error', () => undefined);
  await Promise.race([next(socket, ca === undefined ? 'connect' : 'secureConnect'), next(socket, 'close')]);
  return socket;
}

/** @param {Socket} socket */
export const isOpen = (socket) => !socket.destroyed && socket.writable;

/** Waits until the other side ends it, for so long at most, and is gone then. @param {Socket} socket @param {number} ms */
export async function lastWords(socket, ms) {
  socket.resume();
  const stop = new AbortController();
  if (!socket.destroyed) {
    const waited = pause(ms, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([next(socket, 'close'), waited]);
  }
  stop.abort();
  socket.destroy();
}
