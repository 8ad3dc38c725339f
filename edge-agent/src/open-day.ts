import { type ConsentRecord, fromHex, headsOf, signingKey, signKeptKeys, signRelease } from '@fit4work/protocol';
import { makeDayKeys, releasedKeys } from './core/day-keys.js';
import { lastingGrants } from './lasting-grants.js';
import { ownConsent } from './own-consent.js';
import type { Person, PersonPorts } from './person.js';
import type { Identity, NewRecord, OpenDayKeys } from './ports.js';

/** The keys of a day that is open; a day that is new, or was closed and gets late history, gets fresh ones. */
export async function openDay(ports: PersonPorts, person: Person, day: string): Promise<OpenDayKeys> {
  const known = await ports.vault.dayKeys(day, day);
  const last = known.at(-1);
  if (last?.open !== undefined) return { ...last, open: last.open };
  const generation = last === undefined ? 0 : last.generation + 1;
  const { identity } = person;
  const keys = makeDayKeys(day, generation, { publicKey: identity.vaultPublicKey, entropy: ports.entropy });
  const consent = await knownConsent(ports, person);
  const released = await releasesOf(ports, person, { keys, consent, but: [] });
  const added = await ports.vault.addDayKeys(keys, [keptKeysOf(identity, keys), ...released]);
  // Another process found the same day without keys, and came first: its keys are the day's.
  if (!added) return openDay(ports, person, day);
  // A grant that a command signed meanwhile could not find this day, nor this day that grant.
  const since = await knownConsent(ports, person);
  const late =
    since.length === consent.length ? [] : await releasesOf(ports, person, { keys, consent: since, but: consent });
  if (late.length > 0) await ports.outbox.addRecords(late);
  return keys;
}

/** Where a record was changed on disk nobody can say what is granted: nothing is released, and what is measured is kept. */
async function knownConsent({ outbox }: PersonPorts, { identity }: Person): Promise<readonly ConsentRecord[]> {
  const { kept, damaged } = await ownConsent(outbox, identity);
  return damaged.length > 0 ? [] : kept.map(({ record }) => record);
}

interface Known {
  readonly keys: OpenDayKeys;
  readonly consent: readonly ConsentRecord[];
  /** Grants under which the day is released already. */
  readonly but: readonly ConsentRecord[];
}

/** As a day's keys are made they are kept with the coach API as well, for a new machine (SPEC.md clause 7.9). */
function keptKeysOf({ pseudonym, agent, agentSeed }: Identity, { day, generation, sealed }: OpenDayKeys): NewRecord {
  const bytes = signKeptKeys({ pseudonym, agent, day, generation, sealed }, signingKey(agentSeed));
  return { kind: 'keys', bytes, payload: bytes };
}

/** As a day begins, its keys are released under every grant that lives, covers it and does not wait to be confirmed (SPEC.md clause 9.3). */
async function releasesOf(
  { outbox, clock }: PersonPorts,
  { identity }: Person,
  { keys: { day, open }, consent, but }: Known,
): Promise<readonly NewRecord[]> {
  const agent = signingKey(identity.agentSeed);
  const heads = headsOf(consent).map((id) => fromHex(id));
  const done = new Set([...but.map(({ id }) => id), ...(await outbox.heldGrants())]);
  const living = await lastingGrants(outbox, consent, clock());
  return living
    .filter(({ id, grant }) => !done.has(id) && grant.from <= day && day <= grant.until)
    .map(({ id, grant }) => {
      const header = {
        pseudonym: identity.pseudonym,
        agent: identity.agent,
        grant: fromHex(id),
        recipient: identity.pins.coachBoxKey,
        consent: heads,
      };
      const bytes = signRelease(header, releasedKeys(day, open, grant.scope), agent);
      return { kind: 'release', bytes, payload: bytes };
    });
}
