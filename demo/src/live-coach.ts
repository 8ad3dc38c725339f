import { setTimeout as pause } from 'node:timers/promises';
import { addDays, civilDay } from '@fit4work/protocol';
import { type Answer, askCoach, readSummaries } from './coach.js';
import type { AgentStatus, Employee, EmployeePorts } from './employee.js';

/* What the coach of a run that stays up does with one person, so that there is something to be seen on the pages of both. */

const ZONE = 'Europe/Brussels';
const WEEKS = 4;
const LETTER = 'Dag! Uw eerste dagen zijn er. Hoe voelt het, en wat wilt u graag kunnen?';
const TITLE = 'Een wandeling om de twee dagen';
const ADVICE = 'Rustig beginnen: u moet onderweg nog kunnen praten. Gaat het een dag niet, zeg het gerust.';
const WALK = { kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 }, note: 'Langs de vaart.' };
/** Milliseconds between two looks. */
const LOOK_AGAIN = 2_000;

type Kind = keyof AgentStatus['letters'];

/** Looks at yesterday, writes and plans, each once, and waits until the person's agent has what came of it. What is refused does not come. */
export async function coachOne(ports: EmployeePorts, employee: Employee): Promise<void> {
  const { pseudonym, letters } = await employee.status();
  const today = civilDay(Math.floor(Date.now() / 1000), ZONE);
  const yesterday = addDays(today, -1);
  const asCoach = (path: string, body: object): Promise<Answer> =>
    askCoach(ports.network, ports.state, { path: `/v1/people/${pseudonym}/${path}`, body });
  const acts: Readonly<Record<Kind, () => Promise<Answer>>> = {
    read: () =>
      readSummaries(ports.network, ports.state, {
        ...{ pseudonym, metrics: employee.player.metrics },
        ...{ granularity: 'day', from: yesterday, until: yesterday },
      }),
    message: () => asCoach('messages', { text: LETTER }),
    programme: () => asCoach('programmes', programmeFrom(today)),
  };
  const taken: Kind[] = [];
  for (const kind of ['read', 'message', 'programme'] as const) {
    if (letters[kind].kept === 0 && (await acts[kind]()).status < 300) taken.push(kind);
  }
  while (!hasAll(await employee.status(), taken)) await pause(LOOK_AGAIN);
}

const hasAll = ({ letters }: AgentStatus, kinds: readonly Kind[]): boolean =>
  kinds.every((kind) => letters[kind].kept > 0);

const programmeFrom = (today: string) => ({
  ...{ title: TITLE, advice: ADVICE, from: today, until: addDays(today, 7 * WEEKS - 1) },
  sessions: [0, 2, 4].map((days) => ({ day: addDays(today, days), ...WALK })),
});
