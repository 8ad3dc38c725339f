import { fromHex, headsOf, signingKey, signRelease } from '@fit4work/protocol';
import { makeDayKeys, releasedKeys } from './core/day-keys.js';
import { consentRecords } from './grants.js';
import { lastingGrants } from './lasting-grants.js';
import type { Person, PersonPorts } from './person.js';
import type { OpenDayKeys } from './ports.js';

/** The keys of a day that is open; a day that is new, or was closed and gets late history, gets fresh ones. */
export async function openDay(ports: PersonPorts, person: Person, day: string): Promise<OpenDayKeys> {
  const known = await ports.vault.dayKeys(day, day);
  const last = known.at(-1);
  if (last?.open !== undefined) return { ...last, open: last.open };
  const generation = last === undefined ? 0 : last.generation + 1;
  const { identity } = person;
  const keys = makeDayKeys(day, generation, { publicKey: identity.vaultPublicKey, entropy: ports.entropy });
  await ports.vault.addDayKeys(keys, await releasesOf(ports, person, keys));
  return keys;
}

/** As a day begins, its keys are released under every grant that lives and covers it (SPEC.md clause 9.3). */
async function releasesOf(
  { outbox, clock }: PersonPorts,
  { identity }: Person,
  { day, open }: OpenDayKeys,
): Promise<readonly Uint8Array[]> {
  const agent = signingKey(identity.agentSeed);
  const records = await consentRecords(outbox, identity);
  const consent = headsOf(records).map((id) => fromHex(id));
  const living = await lastingGrants(outbox, records, clock());
  return living
    .filter(({ grant }) => grant.from <= day && day <= grant.until)
    .map(({ id, grant }) =>
      signRelease(
        {
          pseudonym: identity.pseudonym,
          agent: identity.agent,
          grant: fromHex(id),
          recipient: identity.pins.coachBoxKey,
          consent,
        },
        releasedKeys(day, open, grant.scope),
        agent,
      ),
    );
}
