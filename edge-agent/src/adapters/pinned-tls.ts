import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import type { CoachApiPlace } from '../ports.js';

/**
 * A TLS connection to who has one of the pinned certificates. With pins it is they who judge, and no authority; without, the
 * platform's authorities. Nothing is sent before.
 *
 * @throws AgentError `refused` when another certificate is shown, `unreachable`
 */
export function connectPinned({ coachUrl, certificates }: CoachApiPlace, signal: AbortSignal): Promise<TLSSocket> {
  const { hostname, port } = new URL(coachUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const pinned = certificates.length > 0;
  const name = isIP(host) === 0 ? { servername: host } : {};
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: !pinned, ...name });
    const fail = (cause: unknown): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(cause);
    };
    const abort = (): void => fail(signal.reason);
    signal.addEventListener('abort', abort);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()?.raw;
      if (pinned && !(shown && certificates.includes(createHash('sha256').update(shown).digest('hex')))) {
        fail(new AgentError('refused', NETWORK_REFUSALS.certificateOther(host)));
        return;
      }
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      resolve(socket);
    });
    if (signal.aborted) abort();
  });
}
