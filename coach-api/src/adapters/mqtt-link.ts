import { randomBytes } from 'node:crypto';
import { createEcho, type Echo, type SigningKey, signToken, TOPICS } from '@fit4work/protocol';
import mqtt from 'mqtt';
import type { Incoming } from '../core/incoming.js';
import { CoachError } from '../error.js';
import type { Clock, Inbox, Link, Logger } from '../ports.js';

export interface MqttLinkOptions {
  readonly url: string;
  readonly signingKey: SigningKey;
  /** Which of several coach APIs connects; undefined where there is one. */
  readonly instance?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pace?: Pace;
}

/** Two who connect by one name throw each other out. */
export const CLIENT_ID = 'coach-api';
const RECONNECT_MS = 250;
/** Seconds: one of several notices soon that no withdrawal comes any more, and has others look after its people. */
const KEEPALIVE = { alone: 60, amongOthers: 2 };
const PUBLISH_TIMEOUT_MS = 10_000;
/** How often this service speaks to itself, after how long it counts as deaf, and after how long a connection is given up, milliseconds. */
interface Pace {
  readonly every: number;
  readonly within: number;
  readonly giveUp: number;
}
/** One of several hands its people over then, so that a withdrawal counts within five seconds. */
const ECHO = {
  alone: { every: 2_000, within: 10_000, giveUp: 30_000 },
  amongOthers: { every: 400, within: 1_500, giveUp: 15_000 },
};
const ALONE = 'alone';
const BEAT_BYTES = 16;

/** MQTT 3.1.1 to the broker. It connects again by itself, each time with a fresh token. */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  readonly #pace: Pace;
  readonly #echo: Echo;
  readonly #topic: string;
  #client: mqtt.MqttClient | undefined;
  #beating: NodeJS.Timeout | undefined;
  #away = false;
  #isDeaf = false;
  #notTaken = 0;
  /** When this connection was made, or something came and something was confirmed over it last, by `performance.now()`. */
  #livelyAt = 0;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    const { instance } = options;
    this.#pace = options.pace ?? (instance === undefined ? ECHO.alone : ECHO.amongOthers);
    this.#echo = createEcho(this.#pace);
    this.#topic = TOPICS.echo(instance ?? ALONE);
  }

  /** Whether messages come, and not only whether a connection lives. */
  get connected(): boolean {
    return this.#client?.connected === true && this.#echo.isHeard(performance.now());
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
    client.on('packetreceive', ({ cmd }) => {
      // From here on what was on its way goes out again, before the client says that it is connected.
      if (cmd === 'connack') this.#begin();
      if (cmd === 'puback') this.#echo.confirmed(performance.now());
    });
    client.on('connect', ({ sessionPresent }) => {
      this.#begin();
      this.#subscribe(client, () => inbox.connected(sessionPresent));
    });
    this.#beating = setInterval(() => this.#beat(client), this.#pace.every);
    client.on('close', () => this.#noteAway());
    // An error is followed by a close; without a listener it would end the process.
    client.on('error', () => this.#noteAway());
    // In place of an event: the acknowledgement follows when the message was handed over, and waits for nothing that comes of it.
    client.handleMessage = ({ topic, payload, qos }, done) => {
      // What is handed over at most once goes another way in some brokers.
      if (qos > 0 && topic !== TOPICS.checkpoint && topic !== this.#topic) this.#echo.came(performance.now());
      this.#handOver(inbox, { topic, payload: toBytes(payload) });
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
    clearInterval(this.#beating);
    await this.#client?.endAsync(true);
  }

  /**
   * A mistake in what is done with one message ends no process: the broker would bring it again to the next, and to the next. It is
   * acknowledged, has no receipt, and is its sender's to send again.
   */
  #handOver(inbox: Inbox, incoming: Incoming): void {
    try {
      if (incoming.topic === TOPICS.checkpoint) inbox.checkpoint(incoming.payload);
      else if (incoming.topic === this.#topic) this.#echo.hear(Buffer.from(incoming.payload).toString('hex'));
      else inbox.message(incoming);
    } catch {
      this.#notTaken += 1;
      this.#options.logger.warn('message-refused', { code: 'not-taken', count: this.#notTaken });
    }
  }

  /** One line for each time that the broker goes away, not one for each attempt. */
  #noteAway(): void {
    if (!this.#away) this.#options.logger.warn('broker-away');
    this.#away = true;
  }

  #subscribe(client: mqtt.MqttClient, done: () => void): void {
    client.subscribeAsync([TOPICS.allUp, this.#topic, TOPICS.checkpoint], { qos: 1 }).then(
      () => {
        this.#away = false;
        this.#options.logger.info('broker-connected');
        this.#say(client);
        done();
      },
      () => {
        this.#away = true;
        this.#options.logger.warn('broker-refused');
      },
    );
  }

  /** What lives is given up where for long nothing comes, or nothing is confirmed: over a new connection the broker is asked anew for what comes. */
  #beat(client: mqtt.MqttClient): void {
    if (!client.connected) return;
    const now = performance.now();
    this.#noteHearing();
    if (this.connected && this.#echo.isTaken(now)) this.#livelyAt = now;
    if (now - this.#livelyAt > this.#pace.giveUp) this.#giveUp(client);
    else if (!this.#away) this.#say(client);
  }

  #begin(): void {
    this.#livelyAt = performance.now();
    this.#echo.begin(this.#livelyAt);
  }

  #giveUp(client: mqtt.MqttClient): void {
    if (!this.#isDeaf && !this.#away) this.#options.logger.warn('broker-silent');
    client.stream.destroy();
  }

  /** At least once, as what agents send: by the same queue. What does not go out is not heard either. */
  #say(client: mqtt.MqttClient): void {
    const beat = randomBytes(BEAT_BYTES);
    this.#echo.say(beat.toString('hex'), performance.now());
    client.publishAsync(this.#topic, beat, { qos: 1 }).catch(() => undefined);
  }

  /** One line for each time that nothing comes any more over a connection that lives. */
  #noteHearing(): void {
    const isDeaf = !this.connected;
    if (isDeaf && !this.#isDeaf && !this.#away) this.#options.logger.warn('broker-silent');
    this.#isDeaf = isDeaf;
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
