import { type KeySet, readAgentKeys } from '../core/key-set.js';
import { RegistryError } from '../error.js';
import type { Registry } from '../ports.js';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** The registry of agents, a JWKS over HTTP. */
export class HttpRegistry implements Registry {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async fetchKeys(): Promise<KeySet> {
    const text = await this.#fetchText();
    let jwks: unknown;
    try {
      jwks = JSON.parse(text);
    } catch (cause) {
      throw new RegistryError('bad-registry', 'The registry of agents did not answer JSON.', { cause });
    }
    return readAgentKeys(jwks);
  }

  async #fetchText(): Promise<string> {
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
      if (answer.status !== 200)
        throw new RegistryError('registry-unavailable', 'The registry of agents did not answer 200.');
      return await readBounded(answer);
    } catch (cause) {
      if (cause instanceof RegistryError) throw cause;
      throw new RegistryError('registry-unavailable', 'The registry of agents could not be reached.', { cause });
    }
  }
}

async function readBounded(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES) throw new RegistryError('bad-registry', 'The registry of agents answered too much.');
  }
  return text + decoder.decode();
}
