import { identify, type KeyDirectory, type TokenVerifier, userNameOf } from '@fit4work/registry';
import { isClientIdOf } from './core/client-id.js';
import type { Authenticator, Credentials, Verdict } from './ports.js';

/** Who a client is: whom its token speaks for, and the user name must be that principal's. */
export class TokenAuthenticator implements Authenticator {
  readonly #keys: KeyDirectory;
  readonly #tokens: TokenVerifier;

  constructor(keys: KeyDirectory, tokens: TokenVerifier) {
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

  async isKnown(kid: string): Promise<boolean> {
    return (await this.#keys.find(kid)) !== undefined;
  }
}
