import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from './processes.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Who can be chosen at the provider. */
const ACCOUNTS = {
  ann: ['Fit4WorkCoach-coach:OVO000001'],
  ben: ['Fit4WorkCoach-coach:OVO000002, OVO000001'],
  admin: ['Fit4WorkCoach-beheerder:OVO000001'],
  both: ['Fit4WorkCoach-beheerder:OVO000001', 'Fit4WorkCoach-coach:OVO000001'],
  /** With the capacity of a coach, and unknown here. */
  stranger: ['Fit4WorkCoach-coach:OVO000001'],
  /** Of another organisation. */
  elsewhere: ['Fit4WorkCoach-coach:OVO000009'],
} as const;

const COACHES = [
  { id: 'coach-1', name: 'Ann', subject: 'ann', tokenSha256: hash('coach-token') },
  { id: 'coach-2', name: 'Ben', subject: 'ben', tokenSha256: hash('other') },
  { id: 'coach-3', name: 'Both', subject: 'both' },
  { id: 'coach-4', name: 'Elsewhere', subject: 'elsewhere' },
];

/** The demo’s provider as a process, and the files by which a coach API believes it. */
export class DemoProvider {
  readonly processes = new Processes();
  readonly origin: string;
  #folder = '';
  #port = 0;

  private constructor(origin: string) {
    this.origin = origin;
  }

  /** @param origin of the coach API */
  static async start(origin = 'http://127.0.0.1:1'): Promise<DemoProvider> {
    const provider = new DemoProvider(origin);
    provider.#folder = await mkdtemp(join(tmpdir(), 'f4w-provider-'));
    await writeFile(provider.file('plan.json'), JSON.stringify(planOf(origin)));
    await provider.startAgain();
    await writeFile(provider.file('secret'), 'a secret of the demo\n', { mode: 0o600 });
    await provider.writeSettings({});
    await provider.writeCoaches(COACHES.map(({ id }) => id));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  /** For a coach API that believes this provider, and tokens too. */
  get env(): Record<string, string> {
    return {
      FIT4WORK_COACH_OIDC: this.file('oidc.json'),
      FIT4WORK_COACH_COACHES: this.file('coaches.json'),
      FIT4WORK_COACH_TOKENS: 'accepted',
    };
  }

  async startAgain(): Promise<void> {
    const env = { FIT4WORK_DEMO_IDENTITY_PLAN: this.file('plan.json'), FIT4WORK_DEMO_IDENTITY_PORT: `${this.#port}` };
    this.#port = (await this.processes.start('demo-identity', env)).port;
  }

  async writeSettings(change: object): Promise<void> {
    const settings = {
      ...{ version: 1, issuer: this.issuer, clientId: 'coach-api' },
      clientAuthentication: { method: 'client_secret_basic', file: this.file('secret') },
      redirectUrl: `${this.origin}/v1/login/callback`,
      ...{ scopes: ['openid', 'profile', 'fit4work'], capacitiesClaim: 'fit4work_rol_3d' },
      roles: { coach: ['Fit4WorkCoach-coach:OVO000001'], administrator: ['Fit4WorkCoach-beheerder:OVO000001'] },
    };
    await writeFile(this.file('oidc.json'), JSON.stringify({ ...settings, ...change }));
  }

  /** Those of the coaches that are there. */
  async writeCoaches(ids: readonly string[]): Promise<void> {
    await writeFile(this.file('coaches.json'), JSON.stringify(COACHES.filter(({ id }) => ids.includes(id))));
  }

  async stop(): Promise<void> {
    await this.processes.stopAll();
    await rm(this.#folder, { recursive: true });
  }
}

const planOf = (origin: string) => ({
  version: 1,
  clients: [
    {
      ...{ clientId: 'coach-api', secret: 'a secret of the demo' },
      redirectUrl: `${origin}/v1/login/callback`,
      backChannelLogoutUrl: `${origin}/v1/logout/back-channel`,
    },
  ],
  accounts: Object.entries(ACCOUNTS).map(([subject, capacities]) => ({ subject, name: subject, capacities })),
});
