/** How long a session lives, in seconds. */
export interface SessionLimits {
  /** Without a request. */
  readonly idle: number;
  /** However busy it is. */
  readonly absolute: number;
  /** After a login, as long as nobody is asked to log in again for what takes a recent one. */
  readonly fresh: number;
}

/** Unix seconds. */
export interface SessionTimes {
  readonly begun: number;
  /** The last request that was noted. */
  readonly seen: number;
  /** When the person logged in at the provider, which may be before this session. */
  readonly authTime: number;
}

export const isAlive = ({ begun, seen }: SessionTimes, { idle, absolute }: SessionLimits, now: number): boolean =>
  now < seen + idle && now < begun + absolute;

export const isFresh = ({ authTime }: SessionTimes, { fresh }: SessionLimits, now: number): boolean =>
  now <= authTime + fresh;

/** Seconds that a session has left. */
export interface TimeLeft {
  /** Where nothing is asked. */
  readonly idleLeft: number;
  /** However busy it is. */
  readonly left: number;
}

export const timeLeft = ({ begun, seen }: SessionTimes, { idle, absolute }: SessionLimits, now: number): TimeLeft => {
  const left = begun + absolute - now;
  return { idleLeft: Math.min(seen + idle - now, left), left };
};

/** A request is noted once a minute: idle limits are of minutes, and a write for each request would say no more. */
export const isNoted = ({ seen }: SessionTimes, now: number): boolean => now < seen + 60;
