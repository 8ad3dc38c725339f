export interface EchoOptions {
  /** Milliseconds without anything, after which nothing counts as heard. */
  readonly within: number;
}

/**
 * Whether messages come and go, by what a service says to itself through the broker (SPEC.md clause 16.3): a connection may live while
 * nothing comes over it, or while nothing is taken. What comes back counts from just before it was said, since what others said later
 * may be lost. Times are milliseconds of one clock that never goes back.
 */
export interface Echo {
  /** A connection begins, over which nothing was heard yet. */
  readonly begin: (now: number) => void;
  /** @param beat in hexadecimal, another one each time @param now just before it goes out */
  readonly say: (beat: string, now: number) => void;
  /** @param beat that came back; of another life of this service, or of anybody else, it says nothing */
  readonly hear: (beat: string) => void;
  /** What somebody else sent came the same way: behind much of it what is said here comes late, and is not lost. */
  readonly came: (now: number) => void;
  readonly isHeard: (now: number) => boolean;
  /** The broker confirmed something that was sent to it. */
  readonly confirmed: (now: number) => void;
  /** Whether the broker takes what it is sent. What others say may come all the same where it does not. */
  readonly isTaken: (now: number) => boolean;
}

/** What is on its way at most: whatever was said before it comes too late in any case. */
const MOST = 64;

export function createEcho({ within }: EchoOptions): Echo {
  const said = new Map<string, number>();
  let [heardAt, confirmedAt] = [-Infinity, -Infinity];
  const came = (now: number): void => {
    heardAt = Math.max(heardAt, now);
  };
  return {
    begin: (now) => {
      said.clear();
      heardAt = -Infinity;
      confirmedAt = now;
    },
    say: (beat, now) => {
      said.set(beat, now);
      const [oldest] = said.keys();
      if (said.size > MOST && oldest !== undefined) said.delete(oldest);
    },
    hear: (beat) => {
      const saidAt = said.get(beat);
      if (saidAt !== undefined) came(saidAt);
    },
    came,
    isHeard: (now) => now - heardAt <= within,
    confirmed: (now) => {
      confirmedAt = now;
    },
    isTaken: (now) => now - confirmedAt <= within,
  };
}
