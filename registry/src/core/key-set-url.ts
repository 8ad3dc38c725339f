/** What an address of a registry has to end with. */
export const KEY_SET_PATH = '/v1/agents/key-set';

/**
 * The address of the index of the key set. Releases before parts were told that of the whole set, `/v1/agents/jwks.json`, beside which
 * the index is.
 *
 * @param url as a setting has it
 * @returns undefined where it is the address of neither
 */
export function keySetUrl(url: string): string | undefined {
  const [, before] = /^([^?#]*)\/v1\/agents\/(?:key-set|jwks\.json)$/.exec(url) ?? [];
  return before === undefined ? undefined : `${before}${KEY_SET_PATH}`;
}
