import type { SigningKey } from '@fit4work/protocol';
import { KeyedCodes } from './keyed-codes.js';

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
  readonly #codes: KeyedCodes;

  constructor(key: Pick<SigningKey, 'secret'>) {
    this.#codes = new KeyedCodes(key, 'f4w/v1/session');
  }

  of(session: LoggedIn): string {
    return this.#codes.of(partsOf(session));
  }

  isOf(code: string, session: LoggedIn): boolean {
    return this.#codes.isOf(code, partsOf(session));
  }

  /** That somebody was read in a session, which has it that they may be read again without another login. */
  ofRead(idHash: string, pseudonym: string): string {
    return this.#codes.of(['read', idHash, pseudonym]);
  }

  isOfRead(code: string, idHash: string, pseudonym: string): boolean {
    return this.#codes.isOf(code, ['read', idHash, pseudonym]);
  }
}

const partsOf = (session: LoggedIn): readonly unknown[] => {
  const { idHash, account, providerSession, subject, role, capacities, authTime, begun, seen } = session;
  return [idHash, account, providerSession, subject, role, capacities, authTime, begun, seen];
};
