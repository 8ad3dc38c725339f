import { KIND, type Minute } from './minute.js';

/** Percent an hour. */
export interface BatteryRates {
  readonly idle: number;
  /** Besides, while a central is connected. */
  readonly linked: number;
  /** Besides, while the heart rate is measured all the time. */
  readonly sensing: number;
  /** On the charger; 0 for a coin cell. */
  readonly charging: number;
}

export interface BatteryLoad {
  readonly on: boolean;
  readonly linked: boolean;
  readonly sensing: boolean;
  readonly minute: Minute;
}

/** Whoever takes off a wearable that is nearly empty puts it on its charger. */
const NEARLY_EMPTY = 10;
/** A wearable on its charger starts at this level. */
const STARTS_AT = 5;

/** How full it is. All numbers are this project's assumptions. */
export class Battery {
  private level: number;
  private loading = false;
  private last: { readonly at: number; readonly percent: number };

  constructor(
    private readonly rates: BatteryRates,
    { percent, lastCharge }: { percent: number; lastCharge: number },
  ) {
    this.level = percent;
    this.last = { at: lastCharge, percent: 100 };
  }

  /** A whole percent, from 0 to 100. */
  get percent(): number {
    return Math.max(0, Math.min(100, Math.ceil(this.level)));
  }

  get charging(): boolean {
    return this.loading;
  }

  get empty(): boolean {
    return this.level <= 0;
  }

  get starts(): boolean {
    return this.level >= STARTS_AT;
  }

  /** When it was last taken off its charger (the world's Unix time), and how full it was then. */
  get lastCharge(): { readonly at: number; readonly percent: number } {
    return this.last;
  }

  /** Lets `seconds` pass up to a Unix time, within one minute. */
  pass(seconds: number, to: number, load: BatteryLoad): void {
    const { idle, linked, sensing, charging } = this.rates;
    const { kind } = load.minute;
    const given = charging > 0 && (kind === KIND.charging || (kind === KIND.nonWear && this.level < NEARLY_EMPTY));
    if (this.loading && !given) this.last = { at: to - seconds, percent: this.percent };
    this.loading = given;
    const used = load.on ? idle + (load.linked ? linked : 0) + (load.sensing ? sensing : 0) : 0;
    this.level = Math.max(0, Math.min(100, this.level + ((given ? charging : 0) - used) * (seconds / 3600)));
  }

  set(percent: number): void {
    this.level = percent;
  }
}
