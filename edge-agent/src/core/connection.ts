import type { WearableFault } from '../wearable-error.js';

/* The life of a connection to one wearable, decided on events alone. Whoever runs it does what `taskOf` says, within the
   time that it says, and tells what came of it; nothing here waits or knows a radio. */

/** What can be going on. From `discovering` to `listening` a link is up. */
export type ConnectionState =
  | { readonly at: Working; readonly failures: number }
  /** The link has broken or has to be given up: what was told until then is still to be stored. */
  | { readonly at: 'lost'; readonly failures: number; readonly fault: WearableFault }
  | { readonly at: 'backing-off'; readonly failures: number; readonly fault: WearableFault }
  /** Told to stop, or done: the link is taken down in peace. */
  | { readonly at: 'leaving' }
  | { readonly at: 'ended' };

type Working = 'scanning' | 'connecting' | 'discovering' | 'authenticating' | 'synchronising' | 'listening';

export type ConnectionEvent =
  /** The task was done; when listening: it is time to synchronise again. */
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly fault: WearableFault }
  /** The agent is told to stop. */
  | { readonly type: 'stop' };

export type Task =
  | { readonly do: 'scan' | 'connect' | 'discover' | 'authenticate' | 'synchronise'; readonly withinMs: number }
  /** Store what it tells, for so long. */
  | { readonly do: 'listen'; readonly forMs: number }
  /** Store what it told, and take the link down. */
  | { readonly do: 'let-go'; readonly withinMs: number }
  | { readonly do: 'wait'; readonly forMs: number }
  | { readonly do: 'nothing' };

/** Every wait has a bound, in milliseconds. */
export interface ConnectionPolicy {
  readonly scanMs: number;
  readonly connectMs: number;
  readonly discoverMs: number;
  readonly authenticateMs: number;
  /** Longer than the largest memory takes on the slowest link. What is stored by then stays stored. */
  readonly synchroniseMs: number;
  /** How long a wearable that owes an answer may be silent. */
  readonly silenceMs: number;
  /** Between two synchronisations. */
  readonly listenMs: number;
  readonly letGoMs: number;
  /** The first wait after a failure; each doubles it. */
  readonly backOffMs: Readonly<Record<WearableFault, { readonly first: number; readonly longest: number }>>;
  /** Whether one complete synchronisation is all that is wanted. */
  readonly once: boolean;
  /** After so many failures in a row one that is wanted once, and is not even found, is given up. */
  readonly triesOnce: number;
}

const MINUTE = 60_000;

/** A wearable that was away is looked for again soon; one that misbehaves is given time to be mended. */
export const POLICY: ConnectionPolicy = {
  scanMs: 15_000,
  connectMs: 10_000,
  discoverMs: 30_000,
  authenticateMs: 30_000,
  synchroniseMs: 20 * MINUTE,
  silenceMs: 10_000,
  listenMs: MINUTE,
  letGoMs: 10_000,
  backOffMs: {
    transient: { first: 1000, longest: 30_000 },
    peer: { first: 5000, longest: 10 * MINUTE },
    bug: { first: MINUTE, longest: 10 * MINUTE },
  },
  once: false,
  triesOnce: 8,
};

export const BEGIN: ConnectionState = { at: 'scanning', failures: 0 };

const AFTER: Readonly<Record<Working, Working>> = {
  scanning: 'connecting',
  connecting: 'discovering',
  discovering: 'authenticating',
  authenticating: 'synchronising',
  synchronising: 'listening',
  listening: 'synchronising',
};

/** The state that follows. An event that cannot come in a state leaves it as it is. */
export function after(state: ConnectionState, event: ConnectionEvent, policy: ConnectionPolicy): ConnectionState {
  switch (state.at) {
    case 'ended':
      return state;
    case 'leaving':
      return { at: 'ended' };
    case 'lost':
      return event.type === 'stop' ? { at: 'ended' } : { ...state, at: 'backing-off' };
    case 'backing-off':
      return event.type === 'stop' ? { at: 'ended' } : { at: 'scanning', failures: state.failures };
    default:
      return whileWorking(state, event, policy);
  }
}

function whileWorking(
  { at, failures }: { at: Working; failures: number },
  event: ConnectionEvent,
  { once, triesOnce }: ConnectionPolicy,
): ConnectionState {
  const linked = at !== 'scanning' && at !== 'connecting';
  if (event.type === 'stop') return { at: linked ? 'leaving' : 'ended' };
  if (event.type === 'failed') {
    if (once && at === 'scanning' && failures + 1 >= triesOnce) return { at: 'ended' };
    return { at: linked ? 'lost' : 'backing-off', failures: failures + 1, fault: event.fault };
  }
  const complete = at === 'synchronising';
  if (complete && once) return { at: 'leaving' };
  return { at: AFTER[at], failures: complete ? 0 : failures };
}

/** @param chance a number in [0, 1) that spreads the waits of many agents */
export function taskOf(state: ConnectionState, policy: ConnectionPolicy, chance: number): Task {
  switch (state.at) {
    case 'scanning':
      return { do: 'scan', withinMs: policy.scanMs };
    case 'connecting':
      return { do: 'connect', withinMs: policy.connectMs };
    case 'discovering':
      return { do: 'discover', withinMs: policy.discoverMs };
    case 'authenticating':
      return { do: 'authenticate', withinMs: policy.authenticateMs };
    case 'synchronising':
      return { do: 'synchronise', withinMs: policy.synchroniseMs };
    case 'listening':
      return { do: 'listen', forMs: policy.listenMs };
    case 'lost':
    case 'leaving':
      return { do: 'let-go', withinMs: policy.letGoMs };
    case 'backing-off':
      return { do: 'wait', forMs: backOff(state, policy, chance) };
    case 'ended':
      return { do: 'nothing' };
  }
}

/** Doubles with every failure up to the longest, and is shortened by up to half of it. */
function backOff(
  { failures, fault }: { failures: number; fault: WearableFault },
  { backOffMs }: ConnectionPolicy,
  chance: number,
): number {
  const { first, longest } = backOffMs[fault];
  return Math.min(longest, first * 2 ** Math.min(failures - 1, 20)) * (1 - chance / 2);
}
