import type { Told } from '@fit4work/firmware-sim';

/** A value as it was told, and when. */
export interface Heard extends Told {
  readonly at: number;
  /** Told in a second in which the link died: it may have got through or not. */
  readonly doubtful: boolean;
}
