import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../config.js';
import { CoachError } from '../error.js';

/** A certificate and its key, as PEM, and the hash by which an agent pins it. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  readonly sha256: string;
}

/** @throws CoachError `bad-config` */
export async function loadTls({ cert, key }: TlsFiles): Promise<Tls> {
  const [certificate, secret] = await Promise.all([load(cert, 'TLS_CERT'), load(key, 'TLS_KEY')]);
  try {
    createSecureContext({ cert: certificate, key: secret });
    const sha256 = new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
    return { cert: certificate, key: secret, sha256 };
  } catch (cause) {
    throw new CoachError(
      'bad-config',
      'FIT4WORK_COACH_TLS_CERT and FIT4WORK_COACH_TLS_KEY must be a certificate and its own key, both in PEM.',
      { cause },
    );
  }
}

async function load(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new CoachError('bad-config', `The file ${path} cannot be read: check FIT4WORK_COACH_${name}.`, { cause });
  }
}
