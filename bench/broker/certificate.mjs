import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate of 127.0.0.1, by openssl, and the files that hold it and its key. @param {string} root */
export function openCertificate(root) {
  const [cert, key] = [join(root, 'cert.pem'), join(root, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-out', cert, '-keyout', key], { stdio: 'ignore' });
  return { cert, key, ca: readFileSync(cert, 'utf8') };
}
