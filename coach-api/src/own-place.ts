import { toBase64Url } from '@fit4work/protocol';
import type { PublicPlace } from './adapters/http/invitation.js';
import type { Tls } from './adapters/tls-files.js';
import type { Config } from './config.js';
import type { Means } from './shared-parts.js';

/** Where this process listens. */
export function ownAddress({ host, tls }: Pick<Config, 'host' | 'tls'>, port: number): string {
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface Known {
  readonly config: Config;
  readonly settings: { readonly policy: string; readonly tls: Tls | undefined };
}

/** What an invitation tells of this service, where nobody said otherwise: where it listens, and what it connects to itself. */
export function placeOf(
  { config, settings }: Known,
  { signingKey: key, opener }: Pick<Means, 'signingKey' | 'opener'>,
  port = config.port,
): PublicPlace {
  const { url, brokerUrl, logUrl, certificates } = config.invitation;
  return {
    coachApi: {
      url: url ?? ownAddress(config, port),
      signingKey: toBase64Url(key.publicKey),
      boxKey: toBase64Url(opener.publicKey),
      certificates: settings.tls === undefined ? certificates : [...certificates, settings.tls.sha256],
    },
    broker: { url: brokerUrl },
    log: { url: logUrl, policy: settings.policy },
  };
}
