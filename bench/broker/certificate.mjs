import { readFileSync } from 'node:fs';
import { makeCertificate } from '../../load/dist/index.js';

/** A certificate of 127.0.0.1, and the files that hold it and its key. @param {string} root */
export function openCertificate(root) {
  const { cert, key } = makeCertificate(root);
  return { cert, key, ca: readFileSync(cert, 'utf8') };
}
