import { type ConsentRecord, fromHex, headsOf, signingKey, signKeptKeys, signRelease, toHex } from '@fit4work/protocol';
import { makeDayKeys, releasedKeys } from './core/day-keys.js';
import { releasableGrants } from './lasting-grants.js';
import { consentAmong } from './own-consent.js';
import type { Person, PersonPorts } from './person.js';
import type { Identity, NewRecord, OpenDayKeys, OutboxRecord } from './ports.js';

/** The keys of a day that is open; a day that is new, or was closed and gets late history, gets fresh ones. */
export async function openDay(ports: PersonPorts, person: Person, day: string): Promise<OpenDayKeys> {
  const last = (await ports.vault.dayKeys(day, day)).at(-1);
  if (last?.open !== undefined) return { ...last, open: last.open };
  const generation = last === undefined ? 0 : last.generation + 1;
  const { identity } = person;
  const keys = makeDayKeys(day, generation, { publicKey: identity.vaultPublicKey, entropy: ports.entropy });
  const records = await ports.outbox.anchoredRecords();
  const released = await releasesOf(ports, identity, { keys, consent: consentOf(records, identity) });
  const known = new Set(records.map(({ leaf }) => toHex(leaf)));
  const added = await ports.vault.addDayKeys(keys, [keptKeysOf(identity, keys), ...released], known);
  // Another process found the same day without keys, and came first: its keys are the day's. Or a command signed a grant
  // meanwhile, that could not find this day, nor this day that grant.
  return added ? keys : openDay(ports, person, day);
}

/** Where a record was changed on disk nobody can say what is granted: nothing is released, and what is measured is kept. */
function consentOf(records: readonly OutboxRecord[], identity: Identity): readonly ConsentRecord[] {
  const { kept, damaged } = consentAmong(records, identity);
  return damaged.length > 0 ? [] : kept.map(({ record }) => record);
}

/** As a day's keys are made they are kept with the coach API as well, for a new machine (SPEC.md clause 7.9). */
function keptKeysOf({ pseudonym, agent, agentSeed }: Identity, { day, generation, sealed }: OpenDayKeys): NewRecord {
  const bytes = signKeptKeys({ pseudonym, agent, day, generation, sealed }, signingKey(agentSeed));
  return { kind: 'keys', bytes, payload: bytes };
}

/** As a day begins, its keys are released under every grant that is not over, covers it and does not wait to be confirmed (SPEC.md clause 9.3). */
async function releasesOf(
  { outbox, clock }: PersonPorts,
  identity: Identity,
  { keys: { day, open }, consent }: { readonly keys: OpenDayKeys; readonly consent: readonly ConsentRecord[] },
): Promise<readonly NewRecord[]> {
  const agent = signingKey(identity.agentSeed);
  const heads = headsOf(consent).map((id) => fromHex(id));
  const held = await outbox.heldGrants();
  const granted = await releasableGrants(outbox, consent, clock());
  return granted
    .filter(({ id, grant }) => !held.has(id) && grant.from <= day && day <= grant.until)
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
