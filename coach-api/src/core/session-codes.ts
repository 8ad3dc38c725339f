import { deriveKey, equalBytes, fromHex, hmac, type SigningKey, toHex, utf8 } from '@fit4work/protocol';

/** What a login made of somebody, and when it was seen last. */
export interface LoggedIn {
  readonly idHash: string;
  readonly account: string;
  readonly providerSession: string | null;
  readonly subject: string;
  readonly role: string;
  readonly capacities: readonly string[];
  readonly authTime: number;
  readonly begun: number;
  readonly seen: number;
}

/** Codes of sessions, without which a row of the database is no login: who can write there must not become a coach by it. */
export class SessionCodes {
  readonly #key: Uint8Array;

  constructor({ secret }: Pick<SigningKey, 'secret'>) {
    this.#key = deriveKey(secret.subarray(0, 32), 'f4w/v1/session');
  }

  of({ idHash, account, providerSession, subject, role, capacities, authTime, begun, seen }: LoggedIn): string {
    return this.#code([idHash, account, providerSession, subject, role, capacities, authTime, begun, seen]);
  }

  isOf(code: string, session: LoggedIn): boolean {
    return this.#isSame(code, this.of(session));
  }

  /** That somebody was read in a session, which has it that they may be read again without another login. */
  ofRead(idHash: string, pseudonym: string): string {
    return this.#code(['read', idHash, pseudonym]);
  }

  isOfRead(code: string, idHash: string, pseudonym: string): boolean {
    return this.#isSame(code, this.ofRead(idHash, pseudonym));
  }

  #code(parts: readonly unknown[]): string {
    return toHex(hmac(this.#key, utf8(JSON.stringify(parts))));
  }

  /** Codes of the codes are compared, so that how long it takes says nothing. */
  #isSame(code: string, wanted: string): boolean {
    return /^[0-9a-f]{64}$/.test(code) && equalBytes(hmac(this.#key, fromHex(wanted)), hmac(this.#key, fromHex(code)));
  }
}
