import mqtt, { type MqttClient } from 'mqtt';

export interface BrokerProbeOptions {
  readonly port: number;
  readonly username: string;
  readonly clientId: string;
  /** A fresh token for each attempt. */
  readonly password: () => string;
}

/** Seconds, so that one that answers no more is noticed after three at the most. */
const KEEP_ALIVE = 2;
const TIMEOUT_MS = 2_000;
const AGAIN_MS = 500;

/** A connection that asks a broker whether it is there, and says nothing else. */
export class BrokerProbe {
  readonly #client: MqttClient;

  constructor({ port, username, clientId, password }: BrokerProbeOptions) {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      ...{ protocolVersion: 4, clean: true, keepalive: KEEP_ALIVE },
      ...{ username, clientId, password: password() },
      ...{ connectTimeout: TIMEOUT_MS, reconnectPeriod: AGAIN_MS, reconnectOnConnackError: true },
    });
    client.on('reconnect', () => {
      client.options.password = password();
    });
    // An error is followed by a close.
    client.on('error', () => undefined);
    this.#client = client;
  }

  get isThere(): boolean {
    return this.#client.connected;
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
