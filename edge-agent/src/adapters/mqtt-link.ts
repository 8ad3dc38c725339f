import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { type Ended, FIRST_ATTEMPT, nextAttempt, shortened } from '../core/next-attempt.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import type { Link, LinkEnd, LinkHandlers, Report } from '../ports.js';
import { bytesOf, Confirmations } from './mqtt-confirmations.js';

export interface MqttLinkOptions {
  readonly url: string;
  readonly username: string;
  readonly clientId: string;
  /** A fresh token for each attempt: it lives for minutes. */
  readonly password: () => string;
  /** Topic filters to subscribe to on every connection. */
  readonly subscriptions: readonly string[];
  /** The broker keeps messages for this client while it is away; for one that comes back. */
  readonly persistent: boolean;
  readonly report: Report;
  /** Milliseconds without any confirmation, while some are owed, after which a connection is given up. */
  readonly patience?: number;
}

const CONNECT_TIMEOUT = 10_000;
const PATIENCE = 15_000;
/** Nothing that comes is nearly as long; mqtt.js itself would wait for 256 MiB of one packet, and hold them. */
const LONGEST_PACKET = 2 ** 20;
/** What MQTT 3.1.1 may answer to a connection that it refuses (its table 3.1). */
const REFUSALS = [1, 2, 3, 4, 5];

/**
 * One MQTT 3.1.1 connection after the other. mqtt.js's own reconnection and store are off: the outbox in SQLite is the only
 * queue, and each attempt needs a fresh token.
 */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  #client: MqttClient | undefined;
  #stopped = new AbortController();
  /** Of the time before the next attempt, while that passes. */
  #pause: AbortController | undefined;
  /** The next attempt was asked for while a connection was under way. */
  #hurried = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: MqttLinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  start(handlers: LinkHandlers): void {
    this.#loop = this.#run(handlers);
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) throw new AgentError('unreachable', NETWORK_REFUSALS.brokerAway);
    await new Promise<void>((resolve, reject) => {
      const lost = (cause?: unknown): void =>
        reject(new AgentError('unreachable', NETWORK_REFUSALS.brokerWentAway, { cause }));
      client.once('close', lost);
      client.publish(topic, Buffer.from(payload), { qos: 1 }, (error) => {
        client.off('close', lost);
        if (error) lost(error);
        else resolve();
      });
    });
  }

  hurry(): void {
    if (this.#pause === undefined) this.#hurried = true;
    else this.#pause.abort();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    // Forced: a polite end in the middle of a connection attempt waits for an answer that never comes.
    this.#client?.end(true);
    await this.#loop;
  }

  async #run(handlers: LinkHandlers): Promise<void> {
    let attempt = FIRST_ATTEMPT;
    while (!this.#stopped.signal.aborted) {
      const begun = performance.now();
      const ended = await this.#connectOnce(handlers);
      const { why, ...next } = nextAttempt(attempt, { ...ended, lasted: performance.now() - begun });
      if (!this.#stopped.signal.aborted) handlers.onEnd(why);
      attempt = next;
      if (!this.#hurried) await this.#wait(shortened(next.wait, Math.random()));
      this.#hurried = false;
    }
  }

  async #wait(milliseconds: number): Promise<void> {
    this.#pause = new AbortController();
    const signal = AbortSignal.any([this.#stopped.signal, this.#pause.signal]);
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
    this.#pause = undefined;
  }

  /** Lives through one connection; tells why it ended. */
  #connectOnce(handlers: LinkHandlers): Promise<Omit<Ended, 'lasted'>> {
    const client = this.#open();
    this.#client = client;
    let accepted = false;
    let why: LinkEnd | undefined;
    const giveUp = (end: LinkEnd): void => {
      why ??= end;
      client.end(true);
    };
    const confirmations = new Confirmations(client, this.#options.patience ?? PATIENCE, {
      onSilence: () => giveUp('silent'),
      onSettled: () => {
        this.#hurried = false;
        handlers.onConfirmed();
      },
      onStray: () => handlers.onStrayConfirmation(),
      onForeign: () => giveUp('garbled'),
    });
    boundPackets(client, () => giveUp('garbled'));
    return new Promise((resolve) => {
      client.on('connect', () => {
        accepted = true;
        client.stream.on('error', () => undefined);
        client.subscribe([...this.#options.subscriptions], { qos: 1 }, (error) => {
          if (error) giveUp('refused');
          else handlers.onConnect();
        });
      });
      // In the place of its own: PUBACK goes out when the message is dealt with, not when it has merely arrived.
      client.handleMessage = ({ topic, payload }, acknowledge) => {
        // Without a PUBACK the broker delivers it again, but only over another connection (MQTT 3.1.1, 4.4).
        handlers.onMessage(topic, bytesOf(payload)).then(
          () => acknowledge(),
          () => giveUp('unkept'),
        );
      };
      client.on('error', (error) => {
        this.#options.report('broker-error', { code: codeOf(error) });
        // What cannot be parsed leaves mqtt.js with a connection on which nothing more is understood.
        giveUp(endOf(error, accepted));
      });
      client.on('close', () => {
        this.#options.report('broker-disconnected', { accepted });
        const owed = confirmations.stop();
        client.end(true);
        resolve({ owed, why: why ?? (accepted ? 'lost' : 'unreachable') });
      });
    });
  }

  #open(): MqttClient {
    const { url, username, clientId, password, persistent } = this.#options;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      clean: !persistent,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT,
      clientId,
      username,
      password: password(),
    });
    client.setMaxListeners(0);
    return client;
  }
}

/** Told when more came since the last whole packet than any may have. */
function boundPackets(client: MqttClient, onTooLong: () => void): void {
  let since = 0;
  client.stream.on('data', (bytes: Uint8Array) => {
    since += bytes.length;
    if (since > LONGEST_PACKET) onTooLong();
  });
  client.on('packetreceive', () => {
    since = 0;
  });
}

/** The number or name that says why, without the message, which may quote what was sent. */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

/** mqtt.js tells a time that ran out by its message alone, and an error of the parser by having no code. */
function endOf(error: Error, accepted: boolean): LinkEnd {
  if ('code' in error && typeof error.code === 'number') {
    return !accepted && REFUSALS.includes(error.code) ? 'refused' : 'garbled';
  }
  if ('code' in error) return accepted ? 'lost' : 'unreachable';
  if (error.message === 'connack timeout') return 'unreachable';
  return error.message === 'Keepalive timeout' ? 'silent' : 'garbled';
}
