import { weekday } from './brussels-time.js';
import { normal, uniform } from './random.js';

/** One half-open stretch of a local day, in minutes from its midnight. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Outing extends Span {
  readonly running: boolean;
  /** Steps a minute. */
  readonly cadence: number;
}

/** What a person does on one local day. */
export interface DayPlan {
  /** Minute of getting up. */
  readonly wake: number;
  /** Minute of going to bed; past 1440 if after midnight. */
  readonly bed: number;
  readonly outings: readonly Outing[];
  /** Stretches with the band off the wrist. */
  readonly unworn: readonly (Span & { readonly charging: boolean })[];
}

/** What makes one person differ from the next. */
export interface Traits {
  readonly restingRate: number;
  readonly wake: number;
  readonly bed: number;
  readonly commuteMinutes: number;
  readonly likesWalking: number;
  readonly runs: boolean;
  readonly forgetful: number;
}

/** Purposes, so that no two questions share a draw. */
const ASK = {
  traits: 1,
  wake: 2,
  bed: 3,
  office: 4,
  commute: 5,
  lunch: 6,
  evening: 7,
  errand: 8,
  off: 9,
  charge: 10,
} as const;

export function traitsOf(seed: number, person: number): Traits {
  const draw = (which: number): number => uniform(seed, person, ASK.traits, which);
  return {
    restingRate: 52 + 16 * draw(1),
    wake: 375 + 60 * draw(2),
    bed: 1340 + 70 * draw(3),
    commuteMinutes: 8 + Math.floor(18 * draw(4)),
    likesWalking: draw(5),
    runs: draw(6) < 0.35,
    forgetful: 0.02 + 0.06 * draw(7),
  };
}

export function planDay(seed: number, person: number, day: number): DayPlan {
  const traits = traitsOf(seed, person);
  const weekend = weekday(day) === 0 || weekday(day) === 6;
  const draw = (ask: number, which = 0): number => uniform(seed, person, day, ask, which);
  const bell = (ask: number): number => normal(seed, person, day, ask);
  const wake = Math.round(traits.wake + (weekend ? 75 : 0) + bell(ASK.wake) * (weekend ? 35 : 12));
  const bed = Math.round(traits.bed + (weekend ? 35 : 0) + bell(ASK.bed) * 22);
  const atOffice = !weekend && draw(ASK.office) < 0.85;
  const outings = [
    ...(atOffice ? commute(traits, wake, draw) : []),
    ...lunchWalk(traits, atOffice, draw),
    ...eveningOuting(traits, bed, draw),
    ...(weekend ? errand(draw) : []),
  ];
  return { wake, bed, outings, unworn: unworn(traits, { wake, bed }, draw) };
}

type Draw = (ask: number, which?: number) => number;

function walk(from: number, minutes: number, cadence: number): Outing {
  return { from: Math.round(from), to: Math.round(from + minutes), running: false, cadence };
}

/** To work after breakfast and back after some eight hours. */
function commute(traits: Traits, wake: number, draw: Draw): Outing[] {
  const leave = wake + 50 + 20 * draw(ASK.commute);
  const back = leave + 510 + 50 * draw(ASK.commute, 1);
  return [walk(leave, traits.commuteMinutes, 106), walk(back, traits.commuteMinutes, 102)];
}

function lunchWalk(traits: Traits, atOffice: boolean, draw: Draw): Outing[] {
  if (draw(ASK.lunch) > 0.2 + 0.6 * traits.likesWalking) return [];
  return [walk(735 + 20 * draw(ASK.lunch, 1), atOffice ? 12 + 12 * draw(ASK.lunch, 2) : 25, 98)];
}

function eveningOuting(traits: Traits, bed: number, draw: Draw): Outing[] {
  const from = Math.min(1130 + 60 * draw(ASK.evening), bed - 100);
  if (traits.runs && draw(ASK.evening, 1) < 0.3) {
    return [
      { from: Math.round(from), to: Math.round(from + 25 + 20 * draw(ASK.evening, 2)), running: true, cadence: 158 },
    ];
  }
  return draw(ASK.evening, 3) < 0.15 + 0.5 * traits.likesWalking
    ? [walk(from, 20 + 30 * draw(ASK.evening, 4), 104)]
    : [];
}

function errand(draw: Draw): Outing[] {
  return draw(ASK.errand) < 0.75 ? [walk(620 + 60 * draw(ASK.errand, 1), 30 + 50 * draw(ASK.errand, 2), 84)] : [];
}

/** Some days the band stays in a drawer; on most it is off for the shower or on its charger. */
function unworn(traits: Traits, awake: { wake: number; bed: number }, draw: Draw): DayPlan['unworn'] {
  if (draw(ASK.off) < traits.forgetful) return [{ from: 0, to: 1440, charging: false }];
  const shower = awake.wake + 10;
  const spans = [{ from: shower, to: shower + 15, charging: false }];
  if (draw(ASK.charge) < 0.3) {
    const from = Math.round(awake.bed - 90);
    spans.push({ from, to: Math.round(from + 35 + 30 * draw(ASK.charge, 1)), charging: true });
  }
  return spans;
}
