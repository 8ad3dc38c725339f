import { type Clock, realClock } from './clock.js';
import { type Random, seededRandom } from './core/random.js';
import { RadioError } from './error.js';

/** How an air behaves. Without any of these it is perfect: nothing is lost, and a packet is there at once. */
export interface AirOptions {
  /** Of the one generator that every chance is drawn from: a whole number from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** The most packets that a link moves in each direction in one connection event. Default: no pacing. */
  readonly pace?: number;
  /**
   * The chance that a packet on the air is not heard at all, from 0 to 1. On a link it is sent again in the next
   * connection event, so that loss costs time and, when it lasts, the link; an advertisement is really lost. Default 0.
   */
  readonly loss?: number;
  /** The chance that a packet is heard with a wrong CRC, from 0 to 1. The receiver drops it: it acts as a loss. Default 0. */
  readonly corruption?: number;
  /**
   * The chance that one bit of an ACL packet's data is wrong when it reaches the host, from 0 to 1: a fault of a
   * transport or a firmware, which no CRC of the radio notices. Headers and lengths stay right. Default 0.
   */
  readonly hciCorruption?: number;
  /**
   * Whether a controller that is taken away (its host hung up, or reset it) is missed only after the supervision
   * timeout, as on a real radio. Default false: its peers are told at once. Out of range always takes the timeout.
   */
  readonly supervision?: boolean;
  /**
   * When a scan first hears an advertiser that is already advertising, and a connection meets it: at once (the
   * default), or with its next advertising event, as on a real radio.
   */
  readonly advertising?: 'at-once' | 'at-interval';
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** The options of an air, complete, as its parts have them. */
export interface Conditions {
  readonly clock: Clock;
  readonly random: Random;
  /** Infinity without pacing. */
  readonly pace: number;
  /** The chance that one packet is not received, whether lost or dropped by its CRC. */
  readonly loss: number;
  readonly hciCorruption: number;
  readonly supervision: boolean;
  readonly atInterval: boolean;
}

/** @throws RadioError `bad-option` naming the option and its range. */
export function toConditions(options: AirOptions): Conditions {
  const { seed = 1, pace = Number.POSITIVE_INFINITY } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RadioError('bad-option', 'The seed has to be a whole number from 0 to 4294967295.');
  }
  if (options.pace !== undefined && (!Number.isInteger(pace) || pace < 1)) {
    throw new RadioError(
      'bad-option',
      'The pace has to be a whole number of packets, 1 or more; leave it out for none.',
    );
  }
  const loss = chance('loss', options.loss);
  const corruption = chance('corruption', options.corruption);
  return {
    clock: options.clock ?? realClock,
    random: seededRandom(seed),
    pace,
    loss: 1 - (1 - loss) * (1 - corruption),
    hciCorruption: chance('hciCorruption', options.hciCorruption),
    supervision: options.supervision ?? false,
    atInterval: options.advertising === 'at-interval',
  };
}

function chance(name: string, value = 0): number {
  if (value >= 0 && value <= 1) return value;
  throw new RadioError('bad-option', `The option ${name} is a chance and has to be from 0 to 1.`);
}
