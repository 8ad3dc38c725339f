import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { MAX_PACKET } from '../core/limits.js';
import type { RefusalCode } from '../core/refusal-code.js';

/** What somebody may take of the door before MQTT is spoken. */
export const WEB_LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 1_000,
  // Node looks twice a minute else, whatever the times above are.
  connectionsCheckingInterval: 2_000,
};

/** A frame is held whole before the law on packets sees it. */
const MAX_FRAME = 2 * MAX_PACKET;

interface WebSocketHandlers {
  readonly accept: (connection: Duplex, origin: Duplex) => void;
  readonly refuse: (code: RefusalCode) => void;
}

/**
 * MQTT over WebSocket (MQTT 3.1.1 section 6): subprotocol `mqtt`, binary frames. No origin is asked for: nobody comes in by a
 * cookie or an address, so that a strange page can do no more than any program that has no token.
 */
export function attachWebSocket(server: HttpServer | HttpsServer, { accept, refuse }: WebSocketHandlers): void {
  const upgrades = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: MAX_FRAME },
    handleProtocols: () => 'mqtt',
  });
  server.on('request', (_request, response) => {
    response.writeHead(426, { upgrade: 'websocket', connection: 'close' }).end();
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    if (!offersMqtt(request)) {
      refuse('protocol');
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', () => socket.destroy());
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('message', (_data, isBinary) => {
        if (!isBinary) webSocket.terminate();
      });
      accept(createWebSocketStream(webSocket), socket);
    });
  });
}

const offersMqtt = ({ headers }: IncomingMessage): boolean =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === 'mqtt');
