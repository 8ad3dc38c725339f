import { type KeySet, readAgentKeys } from '../core/key-set.js';
import { RegistryError } from '../error.js';
import type { Registry } from '../ports.js';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1024 * 1024;

interface Answered {
  /** The entity tag (RFC 9110 section 8.8.3) of what was answered. */
  readonly tag: string;
  readonly keys: KeySet;
}

/** The registry of agents, a JWKS over HTTP. What has not changed is asked for by its entity tag, and is not sent again. */
export class HttpRegistry implements Registry {
  readonly #url: string;
  readonly #token: string | undefined;
  #last: Answered | undefined;

  /** @param token that it asks for, where it asks for one; a redirection gets it nowhere else */
  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  async fetchKeys(): Promise<KeySet> {
    try {
      return await this.#ask();
    } catch (cause) {
      if (cause instanceof RegistryError) throw cause;
      throw new RegistryError('registry-unavailable', 'The registry of agents could not be reached.', { cause });
    }
  }

  async #ask(): Promise<KeySet> {
    const last = this.#last;
    const answer = await fetch(this.#url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
      headers: {
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(last === undefined ? {} : { 'if-none-match': last.tag }),
      },
    });
    if (answer.status === 304 && last !== undefined) return last.keys;
    if (answer.status !== 200) {
      await answer.body?.cancel();
      if (answer.status === 401) {
        throw new RegistryError(
          'registry-refused',
          'The registry of agents does not know this token: give both the same.',
        );
      }
      throw new RegistryError('registry-unavailable', 'The registry of agents did not answer 200.');
    }
    const keys = readAgentKeys(parse(await readBounded(answer)));
    const tag = answer.headers.get('etag');
    this.#last = tag === null ? undefined : { tag, keys };
    return keys;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RegistryError('bad-registry', 'The registry of agents did not answer JSON.', { cause });
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
