import { TLSSocket } from 'node:tls';
import mqtt, { type MqttClient } from 'mqtt';
import type { Line, LineHandlers, Traffic } from '../ports.js';

export interface MqttLineOptions {
  readonly url: string;
  readonly username: string;
  readonly clientId: string;
  /** A fresh token for each attempt. */
  readonly password: () => string;
  readonly subscriptions: readonly string[];
  readonly handlers: LineHandlers;
}

/* As edge-agent's mqtt-link.ts: reconnection of its own, a session that the broker keeps. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
const CONNECT_TIMEOUT = 30_000;
const KEEP_ALIVE = 60;

export class MqttLine implements Line {
  readonly #options: MqttLineOptions;
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = FIRST_WAIT;
  #isWanted = false;
  #ended: Traffic = { up: 0, down: 0 };
  #failures = 0;
  #distrusts: string | undefined;

  constructor(options: MqttLineOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  get failures(): number {
    return this.#failures;
  }

  get distrusts(): string | undefined {
    return this.#distrusts;
  }

  get traffic(): Traffic {
    const { up, down } = this.#client === undefined ? { up: 0, down: 0 } : trafficOf(this.#client);
    return { up: this.#ended.up + up, down: this.#ended.down + down };
  }

  open(): void {
    this.#isWanted = true;
    this.#wait = FIRST_WAIT;
    this.#connect();
  }

  drop(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    this.#client?.end(true);
  }

  publish(topic: string, payload: Uint8Array, onConfirmed?: () => void): void {
    if (!this.connected) return;
    const { buffer, byteOffset, byteLength } = payload;
    this.#client?.publish(topic, Buffer.from(buffer, byteOffset, byteLength), { qos: 1 }, (error) => {
      if (!error) onConfirmed?.();
    });
  }

  #connect(): void {
    const { url, username, clientId, password, subscriptions, handlers } = this.#options;
    const session = { protocolVersion: 4, clean: false, keepalive: KEEP_ALIVE } as const;
    const attempts = { reconnectPeriod: 0, connectTimeout: CONNECT_TIMEOUT };
    const client = mqtt.connect(url, { ...session, ...attempts, clientId, username, password: password() });
    this.#client = client;
    client.on('connect', () => {
      client.subscribe([...subscriptions], { qos: 1 }, (error) => {
        if (error) return void client.end(true);
        this.#wait = FIRST_WAIT;
        handlers.onConnect();
      });
    });
    client.on('message', (topic, payload) => handlers.onMessage(topic, payload));
    client.on('error', () => {
      const { stream } = client;
      if (stream instanceof TLSSocket && stream.authorizationError) this.#distrusts = `${stream.authorizationError}`;
      client.end(true);
    });
    client.once('close', () => this.#lost(client));
  }

  #lost(client: MqttClient): void {
    const { up, down } = trafficOf(client);
    this.#ended = { up: this.#ended.up + up, down: this.#ended.down + down };
    client.end(true);
    if (this.#client === client) this.#client = undefined;
    if (!this.#isWanted) return;
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }
}

function trafficOf({ stream }: MqttClient): Traffic {
  const read = 'bytesRead' in stream ? Number(stream.bytesRead) : 0;
  const written = 'bytesWritten' in stream ? Number(stream.bytesWritten) : 0;
  return { up: written, down: read };
}
