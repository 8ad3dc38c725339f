import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './programs.js';
import { type State, sha256Hex, writeWhole } from './state.js';
import type { ProcessSpec } from './supervisor.js';

/** As the provider names the demo’s coach. */
export const COACH_ACCOUNT = 'coach';

const RIGHT = { coach: 'Fit4WorkCoach-coach:OVO000001', administrator: 'Fit4WorkCoach-beheerder:OVO000001' };
const CLIENT = 'coach-api';

interface Login {
  /** A provider that believes whoever is chosen. */
  readonly provider: ProcessSpec;
  /** Settings of the coach API that believes it. */
  readonly env: Readonly<Record<string, string>>;
  /** Logs the coach in on the coach's page, once. */
  readonly coachLink: string;
}

/** @param port of the provider, whose address is its name: it stays when the process is started again */
export function writeLogin({ root, manifest }: State, coachUrl: string, port: number): Login {
  const folder = join(root, 'login');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const secret = sha256Hex(`login ${manifest.coachToken}`);
  const redirectUrl = `${coachUrl}/v1/login/callback`;
  const client = { clientId: CLIENT, secret, redirectUrl, backChannelLogoutUrl: `${coachUrl}/v1/logout/back-channel` };
  const accounts = [
    { subject: COACH_ACCOUNT, name: 'Coach', capacities: [RIGHT.coach] },
    { subject: 'administrator', name: 'Programme administrator', capacities: [RIGHT.administrator] },
  ];
  writeWhole(file('secret'), secret);
  const [issuer, code] = [`http://127.0.0.1:${port}`, randomBytes(16).toString('hex')];
  const links = [{ code, subject: COACH_ACCOUNT, to: `${coachUrl}/v1/login?to=/coach/` }];
  writeWhole(file('plan.json'), JSON.stringify({ version: 1, clients: [client], accounts, links }));
  const settings = {
    ...{ version: 1, issuer, clientId: CLIENT, redirectUrl },
    clientAuthentication: { method: 'client_secret_basic', file: file('secret') },
    ...{ scopes: ['openid', 'profile', 'fit4work'], capacitiesClaim: 'fit4work_rol_3d' },
    roles: { coach: [RIGHT.coach], administrator: [RIGHT.administrator] },
  };
  writeWhole(file('oidc.json'), JSON.stringify(settings));
  return {
    provider: {
      ...{ name: 'identity', argv: [programOf('demo-identity/main')] },
      env: { FIT4WORK_DEMO_IDENTITY_PLAN: file('plan.json'), FIT4WORK_DEMO_IDENTITY_PORT: String(port) },
    },
    // The demo itself asks with tokens.
    env: { FIT4WORK_COACH_OIDC: file('oidc.json'), FIT4WORK_COACH_TOKENS: 'accepted' },
    coachLink: `${issuer}/once/${code}`,
  };
}
