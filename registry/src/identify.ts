import { type Principal, userNameOf } from './core/principal.js';
import type { KeyDirectory, TokenVerifier } from './ports.js';

const MAX_TOKEN = 2_048;

export type Identified =
  | { readonly principal: Principal /** Of the key that signed the token. */; readonly kid: string }
  | { readonly refused: 'bad-token' | 'unknown-key' | 'wrong-subject' | 'registry-away' };

/** Who a token speaks for: it names a key, the key names the principal, and its subject must be that principal's name. */
export async function identify(
  token: string,
  { keys, tokens }: { readonly keys: KeyDirectory; readonly tokens: TokenVerifier },
): Promise<Identified> {
  const kid = token.length > MAX_TOKEN ? undefined : tokens.keyIdOf(token);
  if (kid === undefined) return { refused: 'bad-token' };
  const key = await keys.find(kid);
  if (key === undefined) return { refused: keys.isCurrent() ? 'unknown-key' : 'registry-away' };
  const subject = await tokens.subjectOf(token, key);
  if (subject === undefined) return { refused: 'bad-token' };
  return subject === userNameOf(key.principal) ? { principal: key.principal, kid } : { refused: 'wrong-subject' };
}
