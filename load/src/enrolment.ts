import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  fromBase64Url,
  identityKey,
  signCertificate,
  signingKey,
  toBase64Url,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { LoadError } from './error.js';
import type { Enrolled, Place } from './orders.js';

/* Enrolment in bulk, by the very routes that administrators and agents use: an invitation for each, answered by an agent's keys. */

export interface Administrator {
  readonly coachUrl: string;
  readonly token: string;
}

interface Invitation {
  readonly code: string;
  readonly coachApi: { readonly signingKey: string; readonly boxKey: string };
  readonly broker: { readonly url: string };
  readonly log: { readonly url: string; readonly policy: string };
}

const AT_ONCE = 8;
const AGENT = 1;

/** @throws LoadError `not-enrolled`, `unreachable` */
export async function enrol(
  administrator: Administrator,
  count: number,
  onEach: (done: number) => void,
): Promise<{ readonly place: Place; readonly agents: readonly Enrolled[] }> {
  const agents: Enrolled[] = [];
  let place: Place | undefined;
  const waiting = Array.from({ length: count }, (_, i) => i).values();
  const worker = async (): Promise<void> => {
    for (const _ of waiting) {
      const invitation = await invite(administrator);
      place ??= placeOf(invitation);
      agents.push(await answer(administrator, invitation.code));
      onEach(agents.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (place === undefined) throw new LoadError('usage', 'Nobody is to be enrolled; ask for one agent at least.');
  return { place, agents };
}

const placeOf = ({ coachApi, broker, log }: Invitation): Place => ({
  brokerUrl: broker.url,
  logUrl: log.url,
  policy: log.policy,
  coachKey: fromBase64Url(coachApi.signingKey),
  boxKey: fromBase64Url(coachApi.boxKey),
});

async function invite({ coachUrl, token }: Administrator): Promise<Invitation> {
  const headers = { authorization: `Bearer ${token}` };
  return JSON.parse(await (await post(`${coachUrl}/v1/invitations`, { headers })).text());
}

async function answer({ coachUrl }: Administrator, code: string): Promise<Enrolled> {
  const [root, pseudonym, seed] = [random(32), random(16), random(32)];
  const [identity, vault, key] = [identityKey(root), vaultKey(root), signingKey(seed)];
  const keys = { agentPublicKey: key.publicKey, vaultPublicKey: vault.publicKey };
  const issued = Math.floor(Date.now() / 1_000);
  const body = {
    ...{ code, pseudonym: toHex(pseudonym), agent: AGENT },
    identityKey: toBase64Url(identity.publicKey),
    vaultKey: toBase64Url(vault.publicKey),
    agentKey: toBase64Url(key.publicKey),
    certificate: toBase64Url(signCertificate({ pseudonym, agent: AGENT, issued, ...keys }, identity)),
  };
  const headers = { 'content-type': 'application/json' };
  await post(`${coachUrl}/v1/enrolments`, { headers, body: JSON.stringify(body) });
  return { root, pseudonym, seed };
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** Waits where it is told to: enrolling is not what is measured. */
async function post(url: string, init: RequestInit): Promise<Response> {
  for (;;) {
    const response = await reach(url, { method: 'POST', ...init });
    if (response.status === 201) return response;
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    await response.body?.cancel();
    if ((response.status !== 429 && response.status !== 503) || Number.isNaN(wait)) {
      throw new LoadError(
        'not-enrolled',
        `${url} answered ${response.status}, so that nobody is enrolled; see the log of the coach API, and whether the token is the administrator's.`,
      );
    }
    await pause(wait * 1_000);
  }
}

/** How long one that is asked may be away, as while those behind one address change places. */
const AWAY_MS = 10_000;
const AGAIN_MS = 500;

/** What is asked twice does no harm: an invitation too many lapses, and an enrolment is answered again. */
async function reach(url: string, init: RequestInit): Promise<Response> {
  for (const until = performance.now() + AWAY_MS; ; await pause(AGAIN_MS)) {
    try {
      return await fetch(url, init);
    } catch (cause) {
      if (performance.now() < until) continue;
      throw new LoadError('unreachable', `${url} does not answer; see whether the coach API runs there.`, { cause });
    }
  }
}
