import type { Person } from '@fit4work/edge-agent';

/** Keys without a person: nothing here is sealed to anybody or sent. */
export const PERSON = {
  zone: 'Europe/Brussels',
  identity: {
    ...{ pseudonym: new Uint8Array(16).fill(1), agent: 1, agentSeed: new Uint8Array(32).fill(8) },
    vaultPublicKey: new Uint8Array(32).fill(9),
  },
} as unknown as Person;
