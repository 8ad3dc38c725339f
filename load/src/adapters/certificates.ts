import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokerTls } from '@fit4work/demo';
import { LoadError } from '../error.js';

/** A certificate of 127.0.0.1 for some hours, its own authority, and its key, in a folder. @throws LoadError `usage` without openssl */
export function makeCertificate(folder: string): BrokerTls {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-out', cert, '-keyout', key], { stdio: 'ignore' });
  } catch (cause) {
    throw new LoadError('usage', "A certificate is made by openssl, which did not run; install Debian's openssl.", {
      cause,
    });
  }
  return { cert, key };
}

/** Node would only warn of what it cannot read, and nobody would connect. @throws LoadError `usage` */
export function checkAuthority(path: string): void {
  const text = textOf(path);
  try {
    new X509Certificate(text);
  } catch (cause) {
    throw new LoadError('usage', `${path} has no certificate in PEM; give --ca that of the broker's authority.`, {
      cause,
    });
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new LoadError('usage', `${path} cannot be read; give --ca the file of the broker's authority.`, { cause });
  }
}
