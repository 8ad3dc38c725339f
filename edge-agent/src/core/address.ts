/* Addresses that the agent connects to. */

/** Why an address is not used. */
type AddressProblem = 'none' | 'plaintext';

const PLAINTEXT = ['http:', 'mqtt:', 'ws:'];

/**
 * What is wrong with an address, if anything: it is none of these protocols, or what is said there could be read on the way.
 *
 * @param protocols with their colons, as of a URL
 */
export function addressProblem(address: string, protocols: readonly string[]): AddressProblem | undefined {
  if (!URL.canParse(address)) return 'none';
  const { protocol, username, password, hash } = new URL(address);
  if (!protocols.includes(protocol) || username !== '' || password !== '' || hash !== '') return 'none';
  return PLAINTEXT.includes(protocol) && !isLoopback(address) ? 'plaintext' : undefined;
}

/** Whether an address is on this machine, so that nobody else is on the way to it. */
const isLoopback = (address: string): boolean =>
  /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(new URL(address).hostname);
