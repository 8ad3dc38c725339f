import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { House } from './testing/house.js';
import { TLS_PAIR } from './testing/tls-pair.js';

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

/** An invitation over TLS, and the fingerprint of the certificate that was shown. */
function invitedOverTls(port: number, ca: string) {
  return new Promise<{ invitation: { coachApi: object }; shown: string | undefined }>((resolve, reject) => {
    const options = { port, ca, host: '127.0.0.1', method: 'POST', path: '/v1/invitations' };
    const asked = request({
      ...options,

      headers: { authorization: 'Bearer admin' },
    });
    asked.on('response', (answer) => {
      const { socket } = answer;
      const shown = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
      text(answer).then((body) => resolve({ invitation: JSON.parse(body), shown }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

it('the coach API speaks TLS itself where it has a certificate, whose hash is in its invitations', async () => {
  const { env, processes } = house;
  house.makeKeys();
  await writeFile(house.file('tls.crt'), TLS_PAIR.cert);
  await writeFile(house.file('tls.key'), TLS_PAIR.key, { mode: 0o600 });
  const tls = { FIT4WORK_COACH_TLS_CERT: house.file('tls.crt'), FIT4WORK_COACH_TLS_KEY: house.file('tls.key') };
  const { port } = await processes.start('coach-api', { ...env, ...tls });
  const certificate = new X509Certificate(TLS_PAIR.cert);
  const { invitation, shown } = await invitedOverTls(port, certificate.toString());
  expect(shown).toBe(certificate.fingerprint256);
  expect(invitation.coachApi).toMatchObject({
    url: `https://127.0.0.1:${port}`,
    certificates: [certificate.fingerprint256.replaceAll(':', '').toLowerCase()],
  });
  const other = { ...tls, FIT4WORK_COACH_TLS_KEY: house.file('tls.crt'), FIT4WORK_COACH_STATE: house.file('other') };
  const { exited, stderr } = processes.launch('coach-api', { ...env, ...other });
  expect((await exited)[0]).toBe(1);
  expect(stderr()).toMatch(/must be a certificate and its own key, both in PEM\.\n$/);
});
