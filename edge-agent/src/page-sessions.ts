import { type BoxKeyPair, sha256, toBase64Url, toHex, utf8, wipe } from '@fit4work/protocol';
import type { Entropy } from './ports.js';

/** Of somebody who logged in at the page. Times in milliseconds of a clock that nobody sets. */
interface Session {
  readonly csrf: string;
  readonly opened: number;
  seen: number;
  unlocked: { readonly pair: BoxKeyPair; readonly until: number } | undefined;
}

/** What a browser needs to go on: the one in a cookie, the other in a header that only the page itself can set. */
export interface NewSession {
  readonly cookie: string;
  readonly csrf: string;
}

const TOKEN = 32;
const IDLE = 3_600_000;
/** Nothing that somebody is at ends within twenty hours (WCAG 2.2, 2.2.1): an hour of nobody does, which is said before. */
const LONGEST = 24 * 3_600_000;
const UNLOCKED = 600_000;
/** One person has few browsers; the oldest session ends for a new one. */
const MOST = 8;

/**
 * Who is logged in at the page, in memory alone: a restart of the agent ends every session. Tokens are kept by their hash. The
 * vault's key is held for ten minutes and then wiped.
 */
export class PageSessions {
  readonly #entropy: Entropy;
  readonly #ticks: () => number;
  /** By the hash of the cookie, oldest first. */
  readonly #sessions = new Map<string, Session>();

  constructor({ entropy, ticks }: { readonly entropy: Entropy; readonly ticks: () => number }) {
    this.#entropy = entropy;
    this.#ticks = ticks;
  }

  open(): NewSession {
    this.sweep();
    const [cookie, csrf] = [toBase64Url(this.#entropy(TOKEN)), toBase64Url(this.#entropy(TOKEN))];
    const now = this.#ticks();
    this.#sessions.set(hashOf(cookie), { csrf: hashOf(csrf), opened: now, seen: now, unlocked: undefined });
    for (const name of [...this.#sessions.keys()].slice(0, -MOST)) this.end(name);
    return { cookie, csrf };
  }

  /** Whether somebody is logged in. */
  get areHeld(): boolean {
    this.sweep();
    return this.#sessions.size > 0;
  }

  /**
   * The session of a cookie that comes with its header; either alone is nobody.
   * @param isUntouched whether the page asks by itself: that keeps nobody logged in
   */
  find(cookie: string | undefined, csrf: string | undefined, isUntouched = false): string | undefined {
    this.sweep();
    if (cookie === undefined || csrf === undefined) return undefined;
    const name = hashOf(cookie);
    const session = this.#sessions.get(name);
    if (session === undefined || session.csrf !== hashOf(csrf)) return undefined;
    if (!isUntouched) session.seen = this.#ticks();
    return name;
  }

  /** Holds the vault's key for ten minutes. @returns seconds for which it is held */
  unlock(name: string, pair: BoxKeyPair): number {
    const session = this.#sessions.get(name);
    if (session === undefined) {
      wipe(pair.secret);
      return 0;
    }
    this.lock(name);
    session.unlocked = { pair, until: this.#ticks() + UNLOCKED };
    return UNLOCKED / 1000;
  }

  /**
   * A copy that whoever asked is to wipe, so that it does not vanish in the middle of what it opens. Undefined where the
   * passphrase was not given, or too long ago.
   */
  vaultKey(name: string): BoxKeyPair | undefined {
    this.sweep();
    const pair = this.#sessions.get(name)?.unlocked?.pair;
    return pair && { publicKey: pair.publicKey, secret: pair.secret.slice() };
  }

  /** Seconds for which the vault's key is still held. */
  unlockedFor(name: string): number {
    const until = this.#sessions.get(name)?.unlocked?.until ?? 0;
    return Math.max(0, Math.floor((until - this.#ticks()) / 1000));
  }

  /** Seconds after which it ends unless somebody is at the page. */
  heldFor(name: string): number {
    const session = this.#sessions.get(name);
    if (session === undefined) return 0;
    return Math.max(0, Math.floor((endOf(session) - this.#ticks()) / 1000));
  }

  lock(name: string): void {
    const session = this.#sessions.get(name);
    if (session?.unlocked === undefined) return;
    wipe(session.unlocked.pair.secret);
    session.unlocked = undefined;
  }

  /** Ends what is over. It is to be called from time to time, so that no key outlives its ten minutes by much. */
  sweep(): void {
    const now = this.#ticks();
    for (const [name, session] of this.#sessions) {
      if (session.unlocked !== undefined && now >= session.unlocked.until) this.lock(name);
      if (now >= endOf(session)) this.end(name);
    }
  }

  close(): void {
    for (const name of [...this.#sessions.keys()]) this.end(name);
  }

  end(name: string): void {
    this.lock(name);
    this.#sessions.delete(name);
  }
}

const endOf = ({ opened, seen }: Session): number => Math.min(seen + IDLE, opened + LONGEST);

const hashOf = (token: string): string => toHex(sha256(utf8(token)));
