import { join } from 'node:path';
import {
  cryptoReady,
  identityKey,
  jwsBytes,
  jwsText,
  leafOf,
  openConsent,
  signGrant,
  signingKey,
  toBase64Url,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog, WitnessedLog } from '../../test/fakes.js';
import { ReadWorld } from '../../test/read-world.js';
import { NOW, StoredPerson } from '../../test/recovery-world.js';
import { openVault } from '../adapters/sqlite-open.js';
import { repairVault } from '../adapters/sqlite-repair.js';
import { openStore } from '../adapters/sqlite-store.js';
import { confirmGrants, unconfirmedGrants } from '../confirm-grants.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import { liveGrants, withdraw } from '../grants.js';
import { keepPins } from '../new-agent.js';
import { openDay } from '../open-day.js';
import { ownGrants } from '../own-consent.js';
import type { Outbox, Vault } from '../ports.js';
import { refetchConsent } from './refetch-consent.js';

const ZONE = 'Europe/Brussels';
const CONSENT = "kind = 'consent'";
const nth = (n: number): string => `(SELECT id FROM record WHERE ${CONSENT} ORDER BY id LIMIT 1 OFFSET ${n})`;

let world: ReadWorld;
let stored: StoredPerson;
let store: { vault: Vault; outbox: Outbox };
/** Of three records: a grant, its end, and a grant to another coach. */
let ids: { ended: string; lives: string };

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  Object.assign(world, { log: new WitnessedLog() });
  world.now = NOW;
  await world.ports.vault.saveIdentity(world.identity);
  store = world.ports;
  await openDay({ ...world.ports }, { identity: world.identity, zone: ZONE }, '2033-05-17');
  const ended = await world.share();
  await world.withdraw(ended);
  ids = { ended, lives: await world.share({ coach: 'coach-2', until: '2033-12-31', expires: NOW + 90 * 86_400 }) };
  stored = new StoredPerson(world.identity, identityKey(world.vault.root));
  stored.kept = toBase64Url(keepPins(() => NOW, world.identity, stored.person));
  const key = toBase64Url(signingKey(world.identity.agentSeed).publicKey);
  stored.registered.push({ agent: 1, key, certificate: toBase64Url(world.identity.certificate) });
  await upload();
});
afterEach(async () => {
  await store.vault.close();
  await world.close();
});

/** Everything that was signed reaches the coach API, and consent the log. */
async function upload(): Promise<void> {
  const { outbox } = world.ports;
  const records = await outbox.records();
  for (const { kind, bytes } of records) {
    if (kind === 'consent') stored.add('consents', new Uint8Array(bytes));
    if (kind === 'release') stored.add('releases', new Uint8Array(bytes));
  }
  world.log.append(...records.filter(({ kind }) => kind === 'consent').map(({ leaf }) => new Uint8Array(leaf)));
  await outbox.markReceived(
    0,
    records.map(({ leaf }) => leaf),
    1,
  );
}

/** Somebody changes the file; it is repaired, unless nobody thought of it. */
async function damage(sql: string, repaired = true): Promise<void> {
  await world.ports.vault.close();
  const path = join(world.vault.folder, 'vault.db');
  const { ledger, close } = openVault(path);
  ledger.db.exec(sql);
  close();
  if (repaired) repairVault(path, 1);
  store = openStore(path);
}

const loseEnd = (): Promise<void> => damage(`DELETE FROM record WHERE id = ${nth(1)}`);
const refetch = (): Promise<number> => {
  const ports = { ...world.ports, ...store, coachApi: () => stored, tiles: world.tiles };
  return refetchConsent(ports, world.identity, {
    passphrase: '',
    place: { coachUrl: 'http://127.0.0.1:9', certificates: [] },
  });
};
const live = async (): Promise<readonly string[]> =>
  (await liveGrants(store.outbox, world.identity, NOW)).map(({ id }) => id);
const unconfirmed = async (): Promise<readonly string[]> =>
  (await unconfirmedGrants(store.outbox, world.identity, NOW)).map(({ id }) => id);
const history = async () => {
  const { events } = await ownGrants({ ...world.ports, ...store }, world.identity, true);
  return events.map((each) => [each.event, each.event === 'lapse' ? '' : each.id]);
};
const waitingReleases = async (): Promise<number> =>
  (await store.outbox.waitingRecords()).filter(({ kind }) => kind === 'release').length;

describe('consent that was lost comes back into the same vault', () => {
  it.each([
    ['the end of a grant', `DELETE FROM record WHERE id = ${nth(1)}`, 1],
    ['a grant that lives', `UPDATE record SET bytes = zeroblob(9) WHERE id = ${nth(2)}`, 1],
    ['everything that was signed', 'DELETE FROM record', 3],
  ])('%s, as it was signed; nothing is shared before the employee has looked', async (_, sql, lost) => {
    const before = await history();
    await damage(sql);
    await expect(live()).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await refetch()).toBe(lost);
    expect(await store.vault.check()).toEqual([]);
    expect(await history()).toEqual(before);
    expect([await live(), await unconfirmed()]).toEqual([[ids.lives], [ids.lives]]);
    expect((await store.outbox.records()).filter(({ kind }) => kind === 'consent')).toMatchObject(
      before.map(() => ({ received: true })),
    );

    await openDay({ ...world.ports, ...store }, { identity: world.identity, zone: ZONE }, '2033-05-18');
    expect(await waitingReleases()).toBe(0);
    expect(
      await confirmGrants({ ...world.ports, ...store }, world.identity, { passphrase: '', grants: [ids.lives] }),
    ).toEqual([ids.lives]);
    expect(await waitingReleases()).toBeGreaterThan(0);
    expect([await live(), await unconfirmed()]).toEqual([[ids.lives], []]);
    expect(await refetch()).toBe(0);
  });

  it('and asks for no record where none is missing and the person never had another agent', async () => {
    const asked: string[] = [];
    stored.onRequest = (what) => asked.push(what);
    expect(await refetch()).toBe(0);
    expect(asked).toEqual(['overview']);
    expect(await unconfirmed()).toEqual([]);
  });

  it('beside what was signed since, and was never sent', async () => {
    await loseEnd();
    await withdraw({ ...world.ports, ...store }, world.identity, { grantId: ids.lives, passphrase: '' });
    expect(await refetch()).toBe(1);
    expect([await live(), await unconfirmed()]).toEqual([[], []]);
    expect((await store.outbox.waitingRecords()).map(({ kind }) => kind)).toEqual(['consent']);
  });
});

describe('nothing is changed, and nothing counts as granted,', () => {
  const change = (at: number, to: (bytes: Uint8Array) => readonly Uint8Array[]): void => {
    const consents = stored.items.get('consents') ?? [];
    stored.items.set(
      'consents',
      consents.flatMap((bytes, i) => (i === at ? to(bytes) : [bytes])),
    );
  };
  const other = (): Uint8Array => {
    const [bytes = new Uint8Array()] = stored.items.get('consents') ?? [];
    const record = openConsent(jwsText(bytes), world.identity.identityPublicKey);
    const grant = record.kind === 'grant' ? record.grant : undefined;
    return grant === undefined ? bytes : jwsBytes(signGrant(grant, signingKey(new Uint8Array(32).fill(3))));
  };

  it.each<[string, string, () => void]>([
    ['where the lost record is withheld, though another names it', 'refused', () => change(1, () => [])],
    ['where a release names consent that is withheld', 'refused', () => change(2, () => [])],
    ['where a record is signed by somebody else', 'refused', () => change(0, () => [other()])],
    ['where a record is none', 'refused', () => change(1, () => [new Uint8Array(90)])],
    ['where a release is forged', 'refused', () => stored.add('releases', new Uint8Array(300))],
    [
      'where an agent is not certified',
      'refused',
      () => stored.registered.push({ agent: 7, key: toBase64Url(new Uint8Array(32)), certificate: 'AAAA' }),
    ],
    [
      'where nobody kept the pins',
      'refused',
      () => {
        stored.kept = undefined;
      },
    ],
    [
      'where the pins are of another pseudonym',
      'refused',
      () => {
        const pseudonym = new Uint8Array(16).fill(9);
        Object.assign(stored, { identity: { ...stored.identity, pseudonym } });
        stored.kept = toBase64Url(keepPins(() => NOW, { ...world.identity, pseudonym }, stored.person));
      },
    ],
    ['where the record is not in the log', 'refused', () => Object.assign(world, { log: new WitnessedLog() })],
    [
      'where the witnesses did not cosign the log',
      'refused',
      () => {
        const alone = new SmallLog();
        alone.append(...(stored.items.get('consents') ?? []).map(leafOf));
        Object.assign(world, { log: alone });
      },
    ],
    [
      'where the log does not answer',
      'unreachable',
      () => {
        world.tiles = () => Promise.reject(new AgentError('unreachable', NETWORK_REFUSALS.logEmpty));
      },
    ],
    [
      'where the coach API does not answer',
      'unreachable',
      () => {
        stored.onRequest = () => {
          throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
        };
      },
    ],
  ])('%s', async (_, code, wrong) => {
    const { identity } = world;
    await damage(
      "DELETE FROM record WHERE id IN (SELECT id FROM record WHERE kind = 'consent' ORDER BY id LIMIT 2 OFFSET 1)",
    );
    const before = await store.outbox.records();
    wrong();
    Object.defineProperty(world, 'identity', { value: identity });
    await expect(refetch()).rejects.toMatchObject({ code });
    expect(await store.outbox.records()).toEqual(before);
    expect([...(await store.outbox.heldGrants())]).toEqual([]);
    await expect(live()).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('where the newest withdrawal is withheld, whose name is all that was left of it here', async () => {
    await withdraw(world.ports, world.identity, { grantId: ids.lives, passphrase: '' });
    const [end] = (await world.ports.outbox.waitingRecords()).filter(({ kind }) => kind === 'consent');
    await upload();
    stored.items.set('consents', (stored.items.get('consents') ?? []).slice(0, 3));
    await damage(`UPDATE record SET bytes = zeroblob(9) WHERE id = ${nth(3)}`);
    await expect(refetch()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('this vault') });
    await expect(live()).rejects.toMatchObject({ code: 'vault-damaged' });
    stored.add('consents', new Uint8Array(end?.bytes ?? []));
    expect(await refetch()).toBe(1);
    expect([await live(), await unconfirmed()]).toEqual([[], []]);
    expect(await store.vault.check()).toEqual([]);
  });

  it.each(['bytes = zeroblob(9)', 'leaf = zeroblob(31)', "leaf = x'00' || substr(leaf, 2)"])(
    'before a repair has set aside what is damaged: %s',
    async (change) => {
      await damage(`UPDATE record SET ${change} WHERE id = ${nth(1)}`, false);
      await expect(refetch()).rejects.toMatchObject({
        code: 'vault-damaged',
        message: expect.stringContaining('doctor --repair'),
      });
      await expect(live()).rejects.toMatchObject({ code: 'vault-damaged' });
    },
  );

  it('wherever it is killed before its last step; asked again, it all comes back', async () => {
    await loseEnd();
    let requests = 0;
    for (let until = 0; ; until += 1) {
      requests = 0;
      stored.onRequest = () => {
        requests += 1;
        if (requests > until) throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
      };
      const done = await refetch().then(
        () => true,
        () => false,
      );
      if (done) break;
      await expect(live()).rejects.toMatchObject({ code: 'vault-damaged' });
      await store.vault.close();
      store = openStore(join(world.vault.folder, 'vault.db'));
    }
    expect(requests).toBeGreaterThan(3);
    expect(await unconfirmed()).toEqual([ids.lives]);
  });
});
