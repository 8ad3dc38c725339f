import { toHex } from '@fit4work/protocol';
import { proveService } from '../page-logins.js';
import type { Entropy, Identity } from '../ports.js';

const PATIENCE = 3_000;

/** Whether the agent of this very vault answers at an address. */
export async function answersAt(base: string, identity: Identity, entropy: Entropy): Promise<boolean> {
  const challenge = toHex(entropy(32));
  try {
    const answer = await fetch(new URL(`/v1/service?challenge=${challenge}`, base), {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'error',
    });
    const body: unknown = await answer.json();
    return (
      typeof body === 'object' && body !== null && Reflect.get(body, 'proof') === proveService(identity, challenge)
    );
  } catch {
    return false;
  }
}
