import { deriveKey, equalBytes, fromHex, hmac, type SigningKey, toHex, utf8 } from '@fit4work/protocol';

/** What a login made of somebody: all of a session but the time at which it was seen last. */
export interface LoggedIn {
  readonly idHash: string;
  readonly account: string;
  readonly providerSession: string | null;
  readonly subject: string;
  readonly role: string;
  readonly capacities: readonly string[];
  readonly authTime: number;
  readonly begun: number;
}

/** Codes of sessions, without which a row of the database is no login: who can write there must not become a coach by it. */
export class SessionCodes {
  readonly #key: Uint8Array;

  constructor({ secret }: Pick<SigningKey, 'secret'>) {
    this.#key = deriveKey(secret.subarray(0, 32), 'f4w/v1/session');
  }

  of({ idHash, account, providerSession, subject, role, capacities, authTime, begun }: LoggedIn): string {
    const text = JSON.stringify([idHash, account, providerSession, subject, role, capacities, authTime, begun]);
    return toHex(hmac(this.#key, utf8(text)));
  }

  isOf(code: string, session: LoggedIn): boolean {
    if (!/^[0-9a-f]{64}$/.test(code)) return false;
    // Codes of the codes are compared, so that how long it takes says nothing.
    return equalBytes(hmac(this.#key, fromHex(this.of(session))), hmac(this.#key, fromHex(code)));
  }
}
