import { addDays } from '@fit4work/protocol';
import type { AdminClient } from '../adapters/admin-client.js';
import type { ToldChallenge, ToldRetention } from '../administering.js';
import type { Done } from './done.js';
import { both, type Language, RETENTION } from './words.js';

/** From when on what nobody may open any more of a challenge goes; null of one without end, and where nothing expires. */
interface Going extends Pick<ToldChallenge, 'number' | 'name' | 'until'> {
  readonly goesFrom: string | null;
}

/** What went, what goes of each challenge and from when on. @param today of UTC */
export async function tellRetention(ask: AdminClient, today: string): Promise<Done> {
  const retention = (await ask({ method: 'GET', path: 'retention' })) as ToldRetention;
  const { challenges } = (await ask({ method: 'GET', path: 'challenges' })) as { challenges: ToldChallenge[] };
  const going = challenges.map((challenge) => goingOf(challenge, retention.days));
  const [next = null] = going
    .flatMap(({ goesFrom }) => goesFrom ?? [])
    .filter((day) => day > today)
    .sort();
  const say = (language: Language): string =>
    [
      termsOf(retention)[language],
      ...going.map((each) => lineOfGoing(each, today)[language]),
      ...(retention.days === null ? [] : [RETENTION.next(next)[language]]),
      ...retention.counts.map((count) => RETENTION.count(count)[language]),
    ].join('\n');
  return { said: both(say), json: { ...retention, challenges: going, next } };
}

/** The challenge ends with its last day, and is looked at on each day of UTC. */
function goingOf({ number, name, until }: ToldChallenge, days: number | null): Going {
  const goesFrom = until === null || days === null ? null : addDays(until, days + 1);
  return { number, name, until, goesFrom };
}

const termsOf = ({ days, destroys }: ToldRetention) =>
  days === null ? RETENTION.nothing : RETENTION.terms(days, destroys);

function lineOfGoing({ number, name, until, goesFrom }: Going, today: string) {
  return both((language) => {
    const when = goesFrom === null ? RETENTION.stays : RETENTION.goes(goesFrom, goesFrom <= today);
    const end = until === null ? RETENTION.noEnd : RETENTION.until(until);
    return `${number}  ${name}  ${end[language]}  ${when[language]}`;
  });
}
