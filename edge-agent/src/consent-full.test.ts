import { randomBytes } from 'node:crypto';
import { cryptoReady, identityKey, jwsBytes, leafOf, MAX_CONSENTS, signWithdrawal, toHex } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { ReadWorld } from '../test/read-world.js';
import { withdraw } from './grants.js';

/** Ends a grant again and again, each time after what was signed last. */
async function fill({ ports, identity, vault, now }: ReadWorld, grant: string, count: number): Promise<void> {
  const person = identityKey(vault.root);
  let after = [grant];
  const records = Array.from({ length: count }, () => {
    const salt = new Uint8Array(randomBytes(32));
    const bytes = jwsBytes(signWithdrawal({ pseudonym: identity.pseudonym, grant, issued: now, after, salt }, person));
    after = [toHex(leafOf(bytes))];
    return { kind: 'consent', bytes, payload: bytes } as const;
  });
  await ports.outbox.addRecords(records);
}

it('who signed as much consent as the coach API takes grants nothing more, finds again what lives, and can end it', async () => {
  await cryptoReady;
  const world = await ReadWorld.open();
  const [living, ended] = [await world.share(), await world.share({ coach: 'coach-2' })];
  await fill(world, ended, MAX_CONSENTS - 3);
  const last = await world.share({ coach: 'coach-3' });
  await expect(world.share({ coach: 'coach-4' })).rejects.toMatchObject({ code: 'consent-full' });
  expect(await world.share()).toBe(living);
  const gone = await withdraw(world.ports, world.identity, { all: true, passphrase: '' });
  expect(
    gone
      .filter(({ before }) => !before)
      .map(({ grant }) => grant)
      .sort(),
  ).toEqual([living, last].sort());
  await expect(world.share()).rejects.toMatchObject({ code: 'consent-full' });
  await world.close();
});
