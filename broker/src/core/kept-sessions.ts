/** Which sessions the broker keeps for whom: so many of each user, by their client ids. */
export class KeptSessions {
  readonly #most: number;
  /** The one that was used last stands last. */
  readonly #ofUser = new Map<string, Set<string>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns the client id of the session that has to go, since it was not used for longest */
  keep(user: string, clientId: string): string | undefined {
    const sessions = this.#ofUser.get(user) ?? new Set();
    this.#ofUser.set(user, sessions);
    sessions.delete(clientId);
    sessions.add(clientId);
    const [oldest] = sessions;
    if (sessions.size <= this.#most || oldest === undefined) return undefined;
    sessions.delete(oldest);
    return oldest;
  }

  drop(user: string, clientId: string): void {
    const sessions = this.#ofUser.get(user);
    sessions?.delete(clientId);
    if (sessions?.size === 0) this.#ofUser.delete(user);
  }
}
