import type { Person } from '@fit4work/edge-agent';

/** Keys without a person: nothing here is sealed to anybody or sent. */
export const PERSON = {
  zone: 'Europe/Brussels',
  identity: { vaultPublicKey: new Uint8Array(32).fill(9), agentSeed: new Uint8Array(32).fill(8) },
} as unknown as Person;
