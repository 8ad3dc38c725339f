import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';

/** What a client says of itself in its first packet. */
export interface Login {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: string | undefined;
  /** 4 is MQTT 3.1.1. */
  readonly version: number | undefined;
  /** Seconds. */
  readonly keepAlive: number;
  readonly hasWill: boolean;
  /** The same without its password. */
  readonly introduction: Buffer;
}

/** @param bytes one whole packet @returns undefined for what is no CONNECT */
export function readLogin(bytes: Buffer): Login | undefined {
  const packet = parse(bytes);
  if (packet?.cmd !== 'connect') return undefined;
  const { clientId, username, password, protocolVersion, keepalive = 0, will } = packet;
  return {
    clientId,
    userName: username,
    password: password?.toString('latin1'),
    version: protocolVersion,
    keepAlive: keepalive,
    hasWill: will !== undefined,
    introduction: introductionOf(packet),
  };
}

/** Of MQTT 3.1.1 whatever it was: the others are refused before it is sent. */
function introductionOf({ clientId, clean = false, keepalive = 0, username }: IConnectPacket): Buffer {
  return generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId, clean, keepalive },
    ...(username === undefined ? {} : { username }),
  });
}

function parse(bytes: Buffer): Packet | undefined {
  let parsed: Packet | undefined;
  const packets = parser();
  packets.on('packet', (packet) => {
    parsed = packet;
  });
  // Without a listener it would be thrown.
  packets.on('error', () => undefined);
  packets.parse(bytes);
  return parsed;
}
