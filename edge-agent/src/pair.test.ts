import { describe, expect, it } from 'vitest';
import type { GattLink } from './gatt/gatt-link.js';
import { Lifeline } from './gatt/lifeline.js';
import { agreeOnKey, type PairingPorts, parseKey, toPairing } from './pair.js';
import type { Vault, WearablePairing } from './ports.js';
import { WearableError } from './wearable-error.js';
import type { Family } from './wearable-port.js';

const ADDRESS = 'c0:ff:ee:00:00:01';
const family = (name: string, keyed: boolean, agree?: Family['agreeOnKey']): Family => ({
  name,
  title: name,
  keyed,
  memory: 'none',
  advertises: [],
  requires: [],
  sleep: 'none',
  ...(agree ? { agreeOnKey: agree } : {}),
  open: () => Promise.reject(new WearableError('refused', 'Not here.')),
});
const families = new Map([
  ['locked', family('locked', true)],
  ['open', family('open', false)],
]);
const pairing = (more: Partial<WearablePairing> = {}): WearablePairing => ({
  address: ADDRESS,
  family: 'locked',
  key: undefined,
  ...more,
});

describe('a pairing', () => {
  it('has its address in lower case', () => {
    expect(toPairing(families, pairing({ address: 'C0:FF:EE:00:00:01' }))).toEqual(pairing());
  });

  it.each<[string, Partial<WearablePairing>, RegExp]>([
    ['an address that is none', { address: 'c0:ff:ee' }, /--address must be six bytes/],
    ['a family that there is none of', { family: 'mood-ring' }, /--family must be one of locked, open\./],
  ])('with %s is refused', (_, more, sentence) => {
    expect(() => toPairing(families, pairing(more))).toThrow(sentence);
  });

  it('takes its key as 32 hexadecimal digits, and says nothing of what else it was given', () => {
    expect(parseKey(`${'0F'.repeat(16)}\n`)).toEqual(new Uint8Array(16).fill(15));
    expect(() => parseKey('secret')).toThrow(/^(?!.*secret).*16 bytes in hexadecimal/);
  });
});

describe('a key that is agreed on', () => {
  function world(agree: NonNullable<Family['agreeOnKey']>) {
    const happened: string[] = [];
    const link: GattLink = {
      lifeline: new Lifeline(),
      writeLength: 20,
      has: () => true,
      read: async () => new Uint8Array(1),
      subscribe: async () => undefined,
      write: async () => undefined,
      close: async () => {
        happened.push('closed');
      },
    };
    const vault = {
      pair: async ({ key }: WearablePairing) => {
        happened.push(`kept ${key?.length}`);
      },
    };
    const ports: PairingPorts = {
      vault: vault as unknown as Vault,
      central: {
        find: async () => ({ connect: async () => ({ discover: async () => link, close: link.close }) }),
      },
      families: new Map([['locked', family('locked', true, agree)]]),
      entropy: (length) => new Uint8Array(length).fill(3),
      clock: () => 0,
      zone: 'Europe/Brussels',
    };
    return { ports, happened };
  }

  it('is kept once the wearable has it, and the link is let go', async () => {
    const { ports, happened } = world(async (_link, key) => {
      happened.push(`agreed ${key.length}`);
    });
    await agreeOnKey(ports, pairing());
    expect(happened).toEqual(['agreed 16', 'closed', 'kept 16']);
  });

  it('is not kept when the wearer did not confirm it', async () => {
    const { ports, happened } = world(() => Promise.reject(new WearableError('timeout', 'It took too long.')));
    await expect(agreeOnKey(ports, pairing())).rejects.toMatchObject({ code: 'wearable' });
    expect(happened).toEqual(['closed']);
  });
});
