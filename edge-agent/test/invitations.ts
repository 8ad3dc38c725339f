import { encodeVkey, noteSigner, toBase64Url, utf8 } from '@fit4work/protocol';
import type { Invitation } from '../src/core/invitation.js';

const POLICY = `log ${encodeVkey(noteSigner('log.example/x', 1, new Uint8Array(32).fill(4)).key)}\nquorum none\n`;

/** An invitation to a programme on this machine. libsodium must be ready. */
export const invitationTo = (coachUrl: string, changed: Partial<Invitation> = {}): Invitation => ({
  version: 1,
  code: 'a-code',
  expires: 1_900_000_060,
  coachApi: {
    url: coachUrl,
    signingKey: toBase64Url(new Uint8Array(32).fill(1)),
    boxKey: toBase64Url(new Uint8Array(32).fill(2)),
    certificates: [],
  },
  broker: { url: 'mqtt://127.0.0.1:1883' },
  log: { url: 'http://127.0.0.1:8090/', policy: POLICY },
  ...changed,
});

export const linkOf = (invitation: Invitation): string =>
  `${invitation.coachApi.url}/enrol#${toBase64Url(utf8(JSON.stringify(invitation)))}`;
