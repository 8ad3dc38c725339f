import { addDays, civilDay } from '@fit4work/protocol';
import { askCoach, type Reading, readSummaries } from './coach.js';
import type { AgentStatus, Employee, EmployeePorts } from './employee.js';
import { DemoError } from './error.js';
import { COACH } from './keys.js';
import { sentenceOf } from './secrets.js';

/* What a coach and a person do beside reading and being read: the canary does all of it. */

const ZONE = 'Europe/Brussels';

export interface CoachingOptions extends EmployeePorts {
  readonly employee: Employee;
  readonly status: AgentStatus;
  /** A day that was read. */
  readonly day: string;
  readonly onStep: (text: string) => void;
}

/** They write to each other, plan and report. */
export async function writeAndPlan(options: CoachingOptions): Promise<void> {
  const { employee, state, onStep } = options;
  onStep('the coach writes');
  await asCoach(options, 'messages', { text: sentenceOf(state.manifest, 'to-person') });
  onStep('the coach plans');
  const today = civilDay(Math.floor(Date.now() / 1000), ZONE);
  const session = { day: today, kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 } };
  await asCoach(options, 'programmes', {
    ...{ title: sentenceOf(state.manifest, 'title'), advice: sentenceOf(state.manifest, 'advice') },
    ...{ from: today, until: addDays(today, 28), sessions: [{ ...session, note: sentenceOf(state.manifest, 'note') }] },
  });
  onStep('the person hears of it');
  await employee.runOnce();
  onStep('the person answers and reports');
  await employee.write(COACH, sentenceOf(state.manifest, 'to-coach'));
  await employee.report(1);
  await asCoach(options, 'messages');
  await asCoach(options, 'programmes');
}

/** A day is erased, and everything withdrawn. @returns the status of a read after that */
export async function eraseAndWithdraw(options: CoachingOptions): Promise<number> {
  const { employee, network, state, status, day, onStep } = options;
  onStep('the person has the day erased');
  await employee.erase(day);
  onStep('the person withdraws');
  await employee.withdraw();
  const reading: Reading = {
    ...{ pseudonym: status.pseudonym, metrics: ['steps'], granularity: 'day', from: day, until: day },
  };
  return (await readSummaries(network, state, reading)).status;
}

async function asCoach({ network, state, status }: CoachingOptions, path: string, body?: object): Promise<void> {
  const answer = await askCoach(network, state, { path: `/v1/people/${status.pseudonym}/${path}`, body });
  if (answer.status < 300) return;
  throw new DemoError('refused', `The coach API answered ${answer.status} to ${path} of the coach; see its log.`);
}
