import { type SigningKey, signToken } from '@fit4work/protocol';
import mqtt from 'mqtt';

/** Connects to the broker as an agent. */
export const connectAgent = (
  port: number,
  { name, key }: { readonly name: string; readonly key: SigningKey },
): Promise<mqtt.MqttClient> =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ protocolVersion: 4, clientId: name, username: name },
    password: signToken(key, name, Math.floor(Date.now() / 1000)),
  });
