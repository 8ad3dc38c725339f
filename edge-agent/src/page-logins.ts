import {
  concat,
  deriveKey,
  encodeCbor,
  fromBase64Url,
  hmacLabel,
  ProtocolError,
  sha256,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';
import type { Clock, Entropy, Identity } from './ports.js';

/** One-time logins that wait to be used, by digest: who reads the file learns no token. */
export interface PageLogins {
  /** Keeps a login; those that have expired go. */
  add(login: StoredLogin, now: number): Promise<void>;
  /** Takes away every login that waits under a digest, so that it works once, whichever process is asked first. */
  take(digest: Uint8Array): Promise<StoredLogin | undefined>;
}

export interface StoredLogin {
  /** Over token and expiry: one that was changed on disk opens nothing. */
  readonly digest: Uint8Array;
  /** Unix seconds */
  readonly expires: number;
}

const TOKEN = 32;
/** Seconds for which a login can be used. */
export const LOGIN_LIVES = 300;

const digestOf = (token: Uint8Array, expires: number): Uint8Array =>
  sha256(concat(token, encodeCbor(['f4w/v1/page-login', expires])));

/** What is put after `#`: the token, and when it expires. */
const textOf = (token: Uint8Array, expires: number): string => `${toBase64Url(token)}.${expires}`;

/** Makes a login that works once, for five minutes. @returns the text to hand over */
export async function makeLogin({
  logins,
  clock,
  entropy,
}: {
  logins: PageLogins;
  clock: Clock;
  entropy: Entropy;
}): Promise<string> {
  const [token, expires] = [entropy(TOKEN), clock() + LOGIN_LIVES];
  await logins.add({ digest: digestOf(token, expires), expires }, clock());
  return textOf(token, expires);
}

/** Whether a login is good; it is used up by being asked, good or not. */
export async function useLogin(
  { logins, clock }: { logins: PageLogins; clock: Clock },
  text: string,
): Promise<boolean> {
  const digest = parseLogin(text);
  const stored = digest && (await logins.take(digest));
  if (stored === undefined) return false;
  // The digest binds the expiry that was handed over, so that one that was changed on disk finds nothing or is not believed.
  const left = Number(text.split('.')[1]) - clock();
  // More than was given: the clock was set back since, and nobody knows for how long it has been lying about.
  return left > 0 && left <= LOGIN_LIVES;
}

function parseLogin(text: string): Uint8Array | undefined {
  const [token = '', expiry = ''] = text.split('.');
  try {
    return digestOf(fromBase64Url(token), Number(expiry));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Proves to a command on the same vault that it is this agent that answers, and not whoever else took its port: a login, and
 * then a passphrase, would go there.
 *
 * @param challenge what the command thought of
 */
export const proveService = ({ agentSeed }: Identity, challenge: string): string =>
  toHex(hmacLabel(deriveKey(agentSeed, 'f4w/v1/page-service'), challenge));
