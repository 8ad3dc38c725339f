import type { Link } from './plan.js';

/** Choices that were made beforehand: a link that was followed stands for choosing somebody at the login that comes next, once. */
export class Chosen {
  readonly #links: Map<string, Link>;
  /** Subjects, by what the browser that followed a link was given. */
  readonly #waiting = new Map<string, string>();

  readonly #newToken: () => string;

  /** @param newToken makes what nobody guesses */
  constructor(links: readonly Link[], newToken: () => string) {
    this.#newToken = newToken;
    this.#links = new Map(links.map((link) => [link.code, link]));
  }

  /** @returns where the browser goes on, and what it shows there; undefined where the link was followed already, or is none */
  follow(code: string): { readonly to: string; readonly token: string } | undefined {
    const link = this.#links.get(code);
    if (link === undefined) return undefined;
    this.#links.delete(code);
    const token = this.#newToken();
    this.#waiting.set(token, link.subject);
    return { to: link.to, token };
  }

  /** @returns the subject, which is chosen no more by this */
  take(token: string): string | undefined {
    const subject = this.#waiting.get(token);
    this.#waiting.delete(token);
    return subject;
  }
}
