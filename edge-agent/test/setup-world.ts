import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/adapters/sqlite-store.js';
import type { AgentError } from '../src/error.js';
import type { CoachApi, RequestBody } from '../src/ports.js';
import { Setup } from '../src/setup.js';
import { invitationTo, linkOf } from './invitations.js';
import { QuickLock } from './memory/quick-lock.js';

export const NOW = 1_900_000_000;

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

  /** Everything that lies on the disk. */
  files(): Buffer {
    return Buffer.concat(readdirSync(this.#folder).map((name) => readFileSync(join(this.#folder, name))));
  }

  async close(): Promise<void> {
    await this.store.vault.close();
    rmSync(this.#folder, { recursive: true });
  }
}
