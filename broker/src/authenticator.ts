import { isClientIdOf, userNameOf } from './core/principal.js';
import type { Authenticator, Credentials, KeyDirectory, TokenVerifier, Verdict } from './ports.js';

const MAX_TOKEN = 2_048;

/** Who a client is: the token names a key, the key names the principal, and the user name must be that principal's. */
export class TokenAuthenticator implements Authenticator {
  readonly #keys: KeyDirectory;
  readonly #tokens: TokenVerifier;

  constructor(keys: KeyDirectory, tokens: TokenVerifier) {
    this.#keys = keys;
    this.#tokens = tokens;
  }

  async check({ clientId, userName, password }: Credentials): Promise<Verdict> {
    if (userName === undefined || password === undefined || password.length > MAX_TOKEN) {
      return { refused: 'bad-token' };
    }
    if (!isClientIdOf(clientId, userName)) return { refused: 'bad-client-id' };
    const kid = this.#tokens.keyIdOf(password);
    if (kid === undefined) return { refused: 'bad-token' };
    const key = await this.#keys.find(kid);
    if (key === undefined) return { refused: 'unknown-key' };
    const subject = await this.#tokens.subjectOf(password, key);
    if (subject === undefined) return { refused: 'bad-token' };
    const fits = subject === userName && userName === userNameOf(key.principal);
    return fits ? { principal: key.principal } : { refused: 'wrong-subject' };
  }
}
