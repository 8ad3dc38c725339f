import { join } from 'node:path';
import { cryptoReady, toHex, unseal } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadWorld } from '../../test/read-world.js';
import { COACH_BOX } from '../../test/vault-world.js';
import { repairedLines } from '../core/repair-words.js';
import { grant, liveGrants, withdraw } from '../grants.js';
import { ownGrants } from '../own-consent.js';
import type { Outbox } from '../ports.js';
import { openVault } from './sqlite-open.js';
import { repairVault } from './sqlite-repair.js';
import { openStore } from './sqlite-store.js';

let world: ReadWorld;
let path: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  path = join(world.vault.folder, 'vault.db');
  await world.vault.ports.vault.saveIdentity(world.identity);
});
afterEach(() => world.close());

const LAST_CONSENT = "WHERE id = (SELECT max(id) FROM record WHERE kind = 'consent')";

/** Of a vault that is damaged again. */
const SOMETHING_ELSE = 'UPDATE delivery SET scanned = 5';

/** Changes the file as somebody else would, repairs it, and looks at what came of it. */
async function afterRepair(sql: string, look: (outbox: Outbox, lost: readonly string[]) => Promise<void>) {
  await world.vault.ports.vault.close();
  const { ledger, close } = openVault(path);
  ledger.db.exec(sql);
  close();
  const { lost = [] } = repairVault(path, 1) ?? {};
  expect(lost).not.toEqual([]);
  const { vault, outbox } = openStore(path);
  expect(await vault.check()).toEqual([]);
  await look(outbox, lost);
  await vault.close();
}

const live = async (outbox: Outbox): Promise<readonly string[]> =>
  (await liveGrants(outbox, world.identity, world.now)).map(({ id }) => id);

describe('a vault that was repaired', () => {
  it.each([
    ['changed', `UPDATE record SET payload = zeroblob(8) ${LAST_CONSENT}`],
    ['deleted', `DELETE FROM record ${LAST_CONSENT}`],
  ])(
    'brings back no grant whose withdrawal was %s, for good; what is left can be ended, nothing granted',
    async (_, sql) => {
      const other = await world.share({ coach: 'coach-2' });
      await world.withdraw(await world.share());
      const never = (outbox: Outbox) => expect(live(outbox)).rejects.toMatchObject({ code: 'vault-damaged' });
      await afterRepair(sql, async (outbox, lost) => {
        expect(lost).toEqual(['record']);
        await never(outbox);
        const ports = { ...world.ports, outbox };
        expect(await ownGrants(ports, world.identity, false)).toMatchObject({
          complete: false,
          damaged: ['0'.repeat(64)],
        });
        const request = {
          coach: 'coach-3',
          scope: [],
          from: '2026-03-10',
          until: '2026-03-10',
          language: 'nl',
        } as const;
        const asked = { request: { ...request, expires: world.now + 10 }, passphrase: '' };
        await expect(grant(ports, { identity: world.identity, zone: 'UTC' }, asked)).rejects.toThrow(
          '`grants --confirm`',
        );
        await outbox.markReceived(
          0,
          (await outbox.waitingRecords()).map(({ leaf }) => leaf),
          1,
        );
        await outbox.takeBackReceived(0, 2);
        expect((await outbox.waitingRecords()).map(({ kind }) => kind)).not.toContain('damaged');
        const ended = await withdraw(ports, world.identity, { all: true, passphrase: '' });
        expect(ended.map((each) => each.grant)).toContain(other);
      });
      await afterRepair(SOMETHING_ELSE, (outbox) => never(outbox));
    },
  );

  it.each([
    ['what became of it', 'received = 1, log_index = 4'],
    ['what is sent of it', 'payload = zeroblob(8)'],
    ['what it is', "kind = 'release'"],
    ['its name', 'leaf = zeroblob(32)'],
  ])('sends a withdrawal that was never sent, whole as it was signed though its row is not: %s', async (_, change) => {
    const id = await world.share();
    await world.withdraw(id);
    const [granted, ended] = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'consent');
    await world.ports.outbox.markReceived(0, granted === undefined ? [] : [granted.leaf], 1);
    await afterRepair(`UPDATE record SET ${change} ${LAST_CONSENT}`, async (outbox, lost) => {
      expect(lost).toEqual(['record']);
      const waiting = (await outbox.waitingRecords()).filter(({ kind }) => kind === 'consent');
      expect(waiting).toMatchObject([{ leaf: ended?.leaf, bytes: ended?.bytes, received: false, logIndex: undefined }]);
      const [{ payload = new Uint8Array() } = {}] = waiting;
      expect(toHex(unseal(payload, COACH_BOX))).toBe(toHex(ended?.bytes ?? new Uint8Array()));
      // Others may be missing: nothing is granted before somebody has asked.
      await expect(live(outbox)).rejects.toMatchObject({ code: 'vault-damaged' });
      expect(await ownGrants({ ...world.ports, outbox }, world.identity, true)).toMatchObject({
        events: [{ id, state: 'withdrawn' }, { grant: id }],
        ending: [{ grant: id }],
        damaged: ['0'.repeat(64)],
      });
    });
    await afterRepair(SOMETHING_ELSE, async (outbox) => {
      expect((await outbox.waitingRecords()).map(({ kind }) => kind)).toEqual(['consent']);
    });
  });

  it('keeps grant and withdrawal in the order in which they name each other, whichever row came first', async () => {
    await world.withdraw(await world.share());
    const before = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'consent');
    await afterRepair("UPDATE record SET id = 90 - id, payload = x'01' WHERE kind = 'consent'", async (outbox) => {
      const waiting = (await outbox.waitingRecords()).filter(({ kind }) => kind === 'consent');
      expect(waiting.map(({ leaf }) => leaf)).toEqual(before.map(({ leaf }) => leaf));
    });
  });

  it('keeps no record that somebody else signed, but says which one is lost, also after a second repair', async () => {
    await world.withdraw(await world.share());
    const id = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'consent').at(-1)?.leaf;
    const damaged = [toHex(id ?? new Uint8Array()), '0'.repeat(64)];
    const named = async (outbox: Outbox) => (await ownGrants({ ...world.ports, outbox }, world.identity, true)).damaged;
    await afterRepair(`UPDATE record SET bytes = zeroblob(90) ${LAST_CONSENT}`, async (outbox) => {
      expect(await named(outbox)).toEqual(damaged);
      expect((await outbox.waitingRecords()).map(({ kind }) => kind)).toEqual(['consent']);
    });
    await afterRepair("UPDATE record SET payload = x'01' WHERE kind = 'damaged'", async (outbox) => {
      expect((await named(outbox)).toSorted()).toEqual(damaged.toSorted());
    });
  });

  it('has every grant lapse where it lost which of them had', async () => {
    const id = await world.share();
    await world.ports.outbox.addLapsedGrants([id]);
    await afterRepair('DELETE FROM lapsed', async (outbox, lost) => {
      expect(lost).toEqual(['lapsed']);
      expect(await live(outbox)).toEqual([]);
      expect((await ownGrants({ ...world.ports, outbox }, world.identity, true)).events).toMatchObject([
        { id, state: 'lapsed' },
      ]);
    });
  });

  it.each(['en', 'nl'] as const)('says in %s what it means that records or lapses are lost', (language) => {
    const linesOf = (...lost: string[]) =>
      repairedLines({ kept: 1, lost, samples: [], aside: 'x', closed: true }, language).length;
    expect([linesOf(), linesOf('chunk'), linesOf('record'), linesOf('lapsed')]).toEqual([2, 2, 4, 3]);
  });
});
