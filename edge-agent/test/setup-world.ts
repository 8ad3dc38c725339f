import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenForPage, type PageServer } from '../src/adapters/page/page-server.js';
import { buildSetup } from '../src/adapters/page/setup-app.js';
import { openStore } from '../src/adapters/sqlite-store.js';
import { NETWORK_REFUSALS } from '../src/core/refusal-words/network-refusals.js';
import { AgentError } from '../src/error.js';
import { makeLogin } from '../src/page-logins.js';
import type { CoachApi, RequestBody } from '../src/ports.js';
import { reportTo } from '../src/report.js';
import { Setup } from '../src/setup.js';
import { invitationTo, linkOf } from './invitations.js';
import { QuickLock } from './memory/quick-lock.js';

const NOW = 1_900_000_000;

/** Somebody before enrolment, with a vault on disk and a coach API that takes what it is sent. libsodium must be ready. */
export class SetupWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), 'setup-'));
  readonly store = openStore(join(this.#folder, 'vault.db'), 2 ** 30, false);
  /** What was sent to the coach API. */
  readonly requests: RequestBody[] = [];
  /** What goes wrong when it is sent. */
  failure: AgentError | undefined;
  now = NOW;
  readonly entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  readonly link = linkOf(invitationTo('http://127.0.0.1:8080'));
  readonly other = linkOf(invitationTo('http://127.0.0.1:8080', { code: 'another-code' }));

  /** As a process that was started anew on the same vault. */
  setup(): Setup {
    const registry: Pick<CoachApi, 'enrol'> = {
      enrol: async (request) => {
        this.requests.push(request);
        if (this.failure !== undefined) throw this.failure;
      },
    };
    return new Setup({
      ...{ vault: this.store.vault, lock: new QuickLock(this.entropy), entropy: this.entropy, clock: () => this.now },
      coachApi: () => registry as CoachApi,
      toRequest: (invitation) => ({ invitation, zone: 'Europe/Brussels' }),
    });
  }

  /** From here on nobody answers at the coach API. */
  away(): void {
    this.failure = new AgentError('unreachable', NETWORK_REFUSALS.coachCannotEnrol);
  }

  /** The page of it, over real HTTP. @param tell takes each line of the log */
  serve(setup: Setup, tell: (line: string) => void = () => undefined): Promise<PageServer> {
    const clocks = { clock: () => this.now, ticks: () => 0 };
    const report = reportTo(tell, () => 0);
    const ports = { ...clocks, report, logins: this.store.logins, entropy: this.entropy, setup };
    return listenForPage(ports, { build: (sessions) => buildSetup(ports, sessions), port: 0 });
  }

  /** A one-time login. */
  token(): Promise<string> {
    return makeLogin({ logins: this.store.logins, clock: () => this.now, entropy: this.entropy });
  }

  /** Everything that lies on the disk. */
  files(): Buffer {
    return Buffer.concat(readdirSync(this.#folder).map((name) => readFileSync(join(this.#folder, name))));
  }

  async close(): Promise<void> {
    await this.store.vault.close();
    rmSync(this.#folder, { recursive: true });
  }
}
