import { MINUTES_A_DAY } from './brussels-time.js';
import { KIND, NO_HEART_RATE } from './minute.js';
import { type DayPlan, type Outing, planDay, type Traits, traitsOf } from './person.js';
import { drift, uniform } from './random.js';

export type MinuteBytes = readonly [kind: number, intensity: number, steps: number, heartRate: number];

const ASK = { rate: 21, gap: 22, potter: 23, pace: 24, awake: 25, slow: 26 } as const;
/** A plan is asked for a thousand times in a row; a few are kept. */
const PLANS_KEPT = 4;

/** One believable person: every minute is a function of seed, person and local minute alone. */
export class Physiology {
  private readonly traits: Traits;
  private readonly plans = new Map<number, DayPlan>();

  constructor(
    private readonly seed: number,
    private readonly person: number,
  ) {
    this.traits = traitsOf(seed, person);
  }

  /** `localMinute` counts from 1970-01-01T00:00 on the wall clock. */
  minute(localMinute: number): MinuteBytes {
    const day = Math.floor(localMinute / MINUTES_A_DAY);
    const minute = localMinute - day * MINUTES_A_DAY;
    const today = this.plan(day);
    const off = today.unworn.find((span) => minute >= span.from && minute < span.to);
    if (off) return [off.charging ? KIND.charging : KIND.nonWear, 0, 0, NO_HEART_RATE];
    const asleepFor = this.asleepFor(day, minute);
    return asleepFor === undefined ? this.awake(localMinute, minute, today) : this.asleep(localMinute, asleepFor);
  }

  /** Minutes since going to bed, undefined when up. */
  private asleepFor(day: number, minute: number): number | undefined {
    const last = this.plan(day - 1).bed - MINUTES_A_DAY;
    const today = this.plan(day);
    if (minute >= last && minute < today.wake) return minute - last;
    return minute >= today.bed ? minute - today.bed : undefined;
  }

  /** Deep sleep in the first cycles, shorter with each, REM at the end of each, longer; a few minutes of lying awake. */
  private asleep(at: number, since: number): MinuteBytes {
    const cycle = Math.floor(since / 92);
    const place = since % 92;
    const awake = since < 9 || this.draw(Math.floor(at / 5), ASK.awake) < 0.035;
    const deep = !awake && place >= 18 && place < 18 + Math.max(0, 44 - 13 * cycle);
    const rem = place >= 92 - Math.min(36, 6 + 8 * cycle);
    const kind = awake ? KIND.awakeInBed : deep ? KIND.deepSleep : rem ? KIND.remSleep : KIND.lightSleep;
    const lift = awake ? 5 : deep ? -6 : -3;
    return [kind, awake ? 8 : 1, 0, this.measured(at, lift + 2 * drift(at, 7, this.seed, this.person, ASK.rate))];
  }

  private awake(at: number, minute: number, plan: DayPlan): MinuteBytes {
    const outing = plan.outings.find((one) => minute >= one.from && minute < one.to);
    const pottering = !outing && this.draw(at, ASK.potter) < 0.14;
    const pace = this.draw(at, ASK.pace);
    const steps = outing ? Math.round(outing.cadence * (0.86 + 0.2 * pace)) : pottering ? 4 + Math.round(34 * pace) : 0;
    const lift = 9 + effort(plan.outings, minute) + steps * 0.1 + 5 * drift(at, 11, this.seed, this.person, ASK.rate);
    const kind = outing?.running ? KIND.running : KIND.activity;
    return [kind, Math.min(255, 10 + steps), steps, this.measured(at, lift)];
  }

  /** Lowest around half past four, highest in the late afternoon; now and then the sensor finds no pulse. */
  private measured(at: number, lift: number): number {
    if (this.draw(at, ASK.gap) < 0.03) return NO_HEART_RATE;
    const clock = ((at % MINUTES_A_DAY) - 270) / MINUTES_A_DAY;
    const circadian = -4 * Math.cos(2 * Math.PI * clock);
    const slow = 3 * drift(at, 4000, this.seed, this.person, ASK.slow);
    return Math.max(38, Math.min(190, Math.round(this.traits.restingRate + circadian + slow + lift)));
  }

  private draw(at: number, ask: number): number {
    return uniform(this.seed, this.person, at, ask);
  }

  private plan(day: number): DayPlan {
    const known = this.plans.get(day);
    if (known) return known;
    const plan = planDay(this.seed, this.person, day);
    if (this.plans.size >= PLANS_KEPT) this.plans.delete(Math.min(...this.plans.keys()));
    this.plans.set(day, plan);
    return plan;
  }
}

/** The heart follows an effort within minutes, and lets go of it more slowly. */
function effort(outings: readonly Outing[], minute: number): number {
  let most = 0;
  for (const { from, to, running } of outings) {
    if (minute < from || minute >= to + 30) continue;
    const peak = running ? 78 : 22;
    const risen = 1 - Math.exp(-(Math.min(minute, to) - from + 1) / 3);
    most = Math.max(most, peak * risen * Math.exp(-Math.max(0, minute - to) / 6));
  }
  return most;
}
