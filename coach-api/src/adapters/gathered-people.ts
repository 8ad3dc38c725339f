import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { notHeld } from '../cluster/not-held.js';
import type { SharingPerson } from '../people.js';
import type { PeerClient } from './peer-client.js';

/** In an answer that was passed on: the districts whose people are in it. */
export const DISTRICTS_HEADER = 'f4w-districts';

export interface GatheringOptions {
  readonly peers: PeerClient;
  readonly others: () => readonly string[];
  /** Districts that have people. */
  readonly wanted: readonly string[];
}

/** Of one coach API. */
export interface PartOfPeople {
  readonly districts: readonly string[];
  readonly people: readonly SharingPerson[];
}

const PATIENCE_MS = 15_000;

/** The list of everybody, made of what each coach API has. Nobody is left out of it in silence. @throws CoachError `not-held` */
export async function gatherPeople(
  own: PartOfPeople,
  headers: Readonly<Record<string, string>>,
  { peers, others, wanted }: GatheringOptions,
): Promise<readonly SharingPerson[]> {
  const ask = { method: 'GET', url: '/v1/people', headers };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answers = await Promise.all(others().map((address) => peers.ask({ ...ask, address, signal })));
  const parts = [own, ...(await Promise.all(answers.map(partOf)))];
  const seen = new Set(parts.flatMap(({ districts }) => districts));
  if (!wanted.every((district) => seen.has(district))) throw notHeld();
  const people = new Map(parts.flatMap((part) => part.people.map((person) => [person.pseudonym, person])));
  return [...people.values()].sort((one, other) => (one.pseudonym < other.pseudonym ? -1 : 1));
}

const NOTHING: PartOfPeople = { districts: [], people: [] };

async function partOf(answer: IncomingMessage | undefined): Promise<PartOfPeople> {
  if (answer === undefined) return NOTHING;
  const said = await text(answer).catch(() => '');
  if (answer.statusCode !== 200) return NOTHING;
  const people = peopleIn(said);
  if (people === undefined) return NOTHING;
  return { districts: String(answer.headers[DISTRICTS_HEADER] ?? '').split(','), people };
}

/** Undefined where the answer broke off. */
function peopleIn(text: string): readonly SharingPerson[] | undefined {
  try {
    const { people } = JSON.parse(text);
    return Array.isArray(people) ? people : undefined;
  } catch {
    return undefined;
  }
}
