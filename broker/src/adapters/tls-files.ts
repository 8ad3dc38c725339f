import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../config.js';
import { BrokerError } from '../error.js';
import type { Certificate } from '../ports.js';
import { readPrivate, readPublic } from './private-file.js';

/** @throws BrokerError `bad-config` */
export async function readTls({ cert, key, credentials }: TlsFiles): Promise<Certificate> {
  const [certificate, secret] = await Promise.all([
    readPublic({ path: cert, what: 'certificate', setting: 'FIT4WORK_BROKER_TLS_CERT' }),
    readPrivate({ path: key, what: 'key', setting: 'FIT4WORK_BROKER_TLS_KEY', credentials }),
  ]);
  try {
    createSecureContext({ cert: certificate, key: secret });
    const ends = Math.floor(new Date(new X509Certificate(certificate).validTo).getTime() / 1000);
    return { cert: certificate, key: secret, minVersion: 'TLSv1.3', ends };
  } catch (cause) {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY must be a certificate, with its chain, and its own key, both in PEM.',
      { cause },
    );
  }
}
