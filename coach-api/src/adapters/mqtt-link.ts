import { type SigningKey, signToken, TOPICS } from '@fit4work/protocol';
import mqtt from 'mqtt';
import { CoachError } from '../error.js';
import type { Clock, Inbox, Link, Logger } from '../ports.js';

export interface MqttLinkOptions {
  readonly url: string;
  readonly signingKey: SigningKey;
  /** Which of several coach APIs connects; undefined where there is one. */
  readonly instance?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Two who connect by one name throw each other out. */
export const CLIENT_ID = 'coach-api';
const RECONNECT_MS = 250;
/** Seconds: one of several notices soon that no withdrawal comes any more, and has others look after its people. */
const KEEPALIVE = { alone: 60, amongOthers: 2 };
const PUBLISH_TIMEOUT_MS = 10_000;

/** MQTT 3.1.1 to the broker. It connects again by itself, each time with a fresh token. */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  #client: mqtt.MqttClient | undefined;
  #away = false;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  start(inbox: Inbox): void {
    const { url, instance } = this.#options;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      clientId: instance === undefined ? CLIENT_ID : `${CLIENT_ID}-${instance}`,
      keepalive: instance === undefined ? KEEPALIVE.alone : KEEPALIVE.amongOthers,
      clean: false,
      username: CLIENT_ID,
      password: this.#token(),
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
      // What was not published is told to whoever wanted it, who decides: an outbox here would be lost in a crash.
      queueQoSZero: false,
      resubscribe: false,
    });
    this.#client = client;
    client.on('reconnect', () => {
      client.options.password = this.#token();
    });
    client.on('connect', ({ sessionPresent }) => this.#subscribe(client, () => inbox.connected(sessionPresent)));
    client.on('close', () => this.#noteAway());
    // An error is followed by a close; without a listener it would end the process.
    client.on('error', () => this.#noteAway());
    // In place of an event: the acknowledgement follows when the message was handed over, and waits for nothing that comes of it.
    client.handleMessage = ({ topic, payload }, done) => {
      if (topic === TOPICS.checkpoint) inbox.checkpoint(toBytes(payload));
      else inbox.message({ topic, payload: toBytes(payload) });
      done();
    };
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) throw unavailable();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unavailable()), PUBLISH_TIMEOUT_MS);
    });
    try {
      await Promise.race([client.publishAsync(topic, Buffer.from(payload), { qos: 1 }), late]);
    } catch (cause) {
      throw unavailable(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  /** One line for each time that the broker goes away, not one for each attempt. */
  #noteAway(): void {
    if (!this.#away) this.#options.logger.warn('broker-away');
    this.#away = true;
  }

  #subscribe(client: mqtt.MqttClient, done: () => void): void {
    client.subscribeAsync([TOPICS.allUp, TOPICS.checkpoint], { qos: 1 }).then(
      () => {
        this.#away = false;
        this.#options.logger.info('broker-connected');
        done();
      },
      () => this.#options.logger.warn('broker-refused'),
    );
  }

  #token(): string {
    return signToken(this.#options.signingKey, CLIENT_ID, this.#options.clock.now());
  }
}

/** One copy: the payload is a window on what the socket read. */
const toBytes = (payload: string | Buffer): Uint8Array =>
  new Uint8Array(typeof payload === 'string' ? Buffer.from(payload) : payload);

const unavailable = (cause?: unknown): CoachError =>
  new CoachError('broker-unavailable', 'The broker is away: the message was not handed over.', { cause });
