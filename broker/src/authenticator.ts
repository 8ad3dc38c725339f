import {
  type CachedKeyDirectory,
  identify,
  type KeyDirectory,
  type TokenVerifier,
  userNameOf,
} from '@fit4work/registry';
import { isClientIdOf } from './core/client-id.js';
import type { RefusalCode } from './core/refusal-code.js';
import type { Authenticator, Credentials, Verdict } from './ports.js';

type Keys = KeyDirectory & Pick<CachedKeyDirectory, 'refresh' | 'peek' | 'onTakenBack'>;

/** Who a client is: whom its token speaks for, and the user name must be that principal's. */
export class TokenAuthenticator implements Authenticator {
  readonly #keys: Keys;
  readonly #tokens: TokenVerifier;

  constructor(keys: Keys, tokens: TokenVerifier) {
    this.#keys = keys;
    this.#tokens = tokens;
  }

  async check({ clientId, userName, password }: Credentials): Promise<Verdict> {
    if (userName === undefined || password === undefined) return { refused: 'bad-token' };
    if (!isClientIdOf(clientId, userName)) return { refused: 'bad-client-id' };
    const verdict = await identify(password, { keys: this.#keys, tokens: this.#tokens });
    if ('refused' in verdict || userNameOf(verdict.principal) === userName) return verdict;
    return { refused: 'wrong-subject' };
  }

  refresh(): Promise<void> {
    return this.#keys.refresh();
  }

  onTakenBack(listener: () => void): void {
    this.#keys.onTakenBack(listener);
  }

  refusalOf(kid: string): RefusalCode | undefined {
    if (this.#keys.peek(kid) !== undefined) return undefined;
    return this.#keys.isCurrent() ? 'unknown-key' : 'registry-away';
  }
}
