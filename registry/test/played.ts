import { PREFIXES } from '@fit4work/protocol';
import type { KeyPart, KnownKey } from '../src/core/key-set.js';
import { RegistryError, type RegistryErrorCode } from '../src/error.js';
import { CachedKeyDirectory, PATIENCE_MS, REFRESH_GAP_MS } from '../src/key-directory.js';

const agent = (kid: string, prefix = 'aa'): KnownKey => ({
  ...{ kid, x: '' },
  principal: { kind: 'agent', pseudonym: prefix.padEnd(32, '0') },
});

/** A registry that a test sets, and what was asked of it. */
export class Played {
  readonly asked: string[] = [];
  readonly lines: string[] = [];
  now = 1_000;
  pauses = 0;
  away: RegistryErrorCode | undefined;
  readonly bad = new Map<string, RegistryErrorCode>();
  /** Parts of which the reader itself has a fault. */
  readonly broken = new Set<string>();
  /** Parts of which an answer waits until it is let go; the index too. */
  readonly held = new Map<string, Promise<void>>();
  #parts = new Map<string, KeyPart>();
  #patience = new Promise<void>(() => undefined);

  set(prefix: string, ...kids: readonly string[]): void {
    this.#parts = new Map(this.#parts);
    const before = this.#parts.get(prefix)?.keys ?? [];
    const keys = kids.map((kid) => before.find((key) => key.kid === kid) ?? agent(kid, prefix));
    this.#parts.set(prefix, { tag: kids.join(), keys });
    if (kids.length === 0) this.#parts.delete(prefix);
  }

  setMany(): readonly string[] {
    const many = PREFIXES.slice(0, 40);
    for (const prefix of many) this.set(prefix, `k${prefix}`);
    return many;
  }

  /** @param what a part, or the index */
  hold(what: string): () => void {
    let letGo = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    this.held.set(what, waiting);
    return letGo;
  }

  endPatience(): void {
    this.#patience = Promise.resolve();
  }

  directory(absence = 86_400): CachedKeyDirectory {
    return new CachedKeyDirectory({
      services: new Map([['service', { kid: 'service', x: '', principal: { kind: 'anchor' } }]]),
      registry: {
        fetchIndex: async () => {
          this.asked.push('index');
          if (this.away !== undefined) throw new RegistryError(this.away, '');
          const index = new Map([...this.#parts].map(([prefix, { tag }]) => [prefix, String(tag)]));
          await this.held.get('index');
          return index;
        },
        fetchPart: async (prefix) => {
          this.asked.push(prefix);
          // What it answers is as it was when it was asked, however late it comes.
          const part = this.#parts.get(prefix) ?? { tag: '', keys: [] };
          const [code, isBroken] = [this.bad.get(prefix), this.broken.has(prefix)];
          await this.held.get(prefix);
          if (isBroken) throw new TypeError('a fault');
          if (code !== undefined) throw new RegistryError(code, '');
          return part;
        },
      },
      clock: { now: () => this.now },
      logger: { warn: (event, { code }) => void this.lines.push(`${event} ${code}`) },
      pause: async (ms) => {
        if (ms === REFRESH_GAP_MS) this.pauses += 1;
        if (ms === PATIENCE_MS) await this.#patience;
      },
      absence,
    });
  }
}
