import type { Metric, SummaryAnswer } from './coach.js';
import type { AgentStatus } from './employee.js';

/* The document that `--once --json` prints. */

export interface DayNumbers {
  readonly date: string;
  readonly steps: number | null;
  readonly heartRateMean: number | null;
  readonly heartRateMinutes: number;
  readonly minutesAsleep: number | null;
  readonly minutesAwakeInBed: number | null;
}

export interface EmployeeReport {
  readonly source: string;
  readonly pseudonym: string;
  readonly samples: Readonly<Record<string, number>>;
  readonly envelopes: number;
  readonly receipts: number;
  readonly anchored: number;
  readonly grant: readonly Metric[];
  readonly days: readonly DayNumbers[];
  readonly refused: readonly { readonly metric: Metric; readonly status: number }[];
}

interface Checks {
  readonly everyEnvelopeAnchored: boolean;
  readonly chainVerified: boolean;
  readonly witnessQuorum: boolean;
  readonly readsLogged: boolean;
  readonly noPlaintextOutsideEdgeAndCoach: boolean;
  /** What was not granted was refused, and nothing else. */
  readonly onlyGrantedOpened: boolean;
  /** Over all days read, the hours have as many steps and heart-rate minutes as the days. */
  readonly hoursAgreeWithDays: boolean;
}

export interface RunDocument {
  readonly version: 1;
  readonly seconds: number;
  readonly peakRssMiB: Readonly<Record<string, number>>;
  readonly employees: readonly EmployeeReport[];
  readonly log: {
    readonly origin: string;
    readonly vkey: string;
    readonly size: number;
    readonly root: string;
    readonly blocks: number;
    readonly witnesses: readonly { readonly name: string; readonly vkey: string }[];
    readonly url: string;
  };
  readonly reads: number;
  readonly checks: Checks;
}

/** One day as the coach got it. */
export const toDayNumbers = (day: NonNullable<SummaryAnswer['days']>[number]): DayNumbers => ({
  date: day.date,
  steps: day.steps?.total ?? null,
  heartRateMean: day.heartRate?.mean ?? null,
  heartRateMinutes: day.heartRate?.minutes ?? 0,
  minutesAsleep: day.sleep?.minutesAsleep ?? null,
  minutesAwakeInBed: day.sleep?.minutesAwakeInBed ?? null,
});

export const toEmployeeReport = (
  source: string,
  status: AgentStatus,
  read: Pick<EmployeeReport, 'grant' | 'days' | 'refused'>,
): EmployeeReport => ({
  source,
  pseudonym: status.pseudonym,
  samples: status.samples,
  envelopes: status.envelopes,
  receipts: status.receipts,
  anchored: status.anchored,
  ...read,
});

const sum = (values: readonly (number | null | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** Whether hours and days tell the same: steps and heart-rate minutes of all hours against those of all days. */
export function hoursAgree(days: SummaryAnswer, hours: SummaryAnswer): boolean {
  const steps = (answer: readonly { steps?: { total: number | null } }[] = []): number =>
    sum(answer.map((a) => a.steps?.total));
  const minutes = (answer: readonly { heartRate?: { minutes: number } }[] = []): number =>
    sum(answer.map((a) => a.heartRate?.minutes));
  return steps(days.days) === steps(hours.hours) && minutes(days.days) === minutes(hours.hours);
}
