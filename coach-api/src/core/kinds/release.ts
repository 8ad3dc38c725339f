import {
  equalBytes,
  fromHex,
  leafOf,
  livingGrants,
  parseRelease,
  type Release,
  toHex,
  verifyRelease,
} from '@fit4work/protocol';
import type { RefusalCode, Refused, ReleaseMessage, Sent } from '../messages.js';
import type { PersonState, Taking } from '../plan.js';

export function parseReleaseMessage({ pseudonym, payload }: Sent): ReleaseMessage | Refused {
  const release = parseRelease(payload);
  if (toHex(release.pseudonym) !== pseudonym) return { refused: 'wrong-pseudonym' };
  return { kind: 'release', pseudonym, release, bytes: payload, leaf: toHex(leafOf(payload)) };
}

export function takeRelease(person: PersonState, message: ReleaseMessage, taking: Taking): RefusalCode | undefined {
  const { release, pseudonym, leaf } = message;
  const agent = person.agents.get(release.agent);
  if (agent === undefined) return 'unknown-agent';
  verifyRelease(release, agent.key);
  if (agent.bar !== undefined) return agent.bar;
  if (agent.lastSequence !== undefined) return 'retired';
  if (!taking.recipients.some((key) => equalBytes(release.recipient, key))) return 'wrong-recipient';
  if (!isGranted(person, release, taking.now)) return 'unknown-grant';
  if (!person.stored.has(leaf)) {
    person.stored.add(leaf);
    taking.plan.releases.push({ ...message, narrowed: false });
  }
  taking.touch(pseudonym, release.agent, fromHex(leaf));
  return undefined;
}

/** Until the consent that the agent knew is here as well, a withdrawal may be missed: the agent sends the release again. */
function isGranted({ consents }: PersonState, release: Release, now: number): boolean {
  const grant = toHex(release.grant);
  return livingGrants([...consents.values()], now, release.consent.map(toHex)).some(({ id }) => id === grant);
}
