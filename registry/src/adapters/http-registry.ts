import { type KeyIndex, readKeyIndex } from '../core/key-index.js';
import { type KeyPart, readAgentKeys } from '../core/key-set.js';
import { RegistryError } from '../error.js';
import type { Registry } from '../ports.js';

const TIMEOUT_MS = 3_000;
/** Of an index, and of a part: some 40,000 agents, where 256 parts are of ten million. */
const MAX_BYTES = { index: 64 * 1024, part: 8 * 1024 * 1024 };

interface Answered {
  readonly tag: string | undefined;
  readonly text: string;
}

/** The registry of agents over HTTP: an index, and a JWKS for each part. What has not changed is asked for by its entity tag, and is not sent again. */
export class HttpRegistry implements Registry {
  readonly #url: string;
  readonly #token: string | undefined;
  #last: { readonly tag: string; readonly index: KeyIndex } | undefined;

  /**
   * @param url of the index, below which the parts are
   * @param token that it asks for, where it asks for one; a redirection gets it nowhere else
   */
  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  async fetchIndex(): Promise<KeyIndex> {
    const last = this.#last;
    const answer = await this.#ask(this.#url, last?.tag, MAX_BYTES.index);
    if (answer === undefined && last !== undefined) return last.index;
    const index = readKeyIndex(parse(answer?.text));
    this.#last = answer?.tag === undefined ? undefined : { tag: answer.tag, index };
    return index;
  }

  async fetchPart(prefix: string, held: KeyPart): Promise<KeyPart> {
    const answer = await this.#ask(`${this.#url}/${prefix}`, held.tag, MAX_BYTES.part);
    if (answer === undefined) return held;
    return { tag: answer.tag, keys: readAgentKeys(parse(answer.text), { prefix, before: held.keys }) };
  }

  /** @returns undefined where all is under the tag still */
  async #ask(url: string, tag: string | undefined, most: number): Promise<Answered | undefined> {
    try {
      const answer = await fetch(url, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
        headers: {
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(tag === undefined ? {} : { 'if-none-match': tag }),
        },
      });
      if (answer.status === 304 && tag !== undefined) return undefined;
      if (answer.status === 200) {
        return { tag: answer.headers.get('etag') ?? undefined, text: await readBounded(answer, most) };
      }
      await answer.body?.cancel();
      throw refusalOf(answer.status);
    } catch (cause) {
      if (cause instanceof RegistryError) throw cause;
      throw new RegistryError('registry-unavailable', 'The registry of agents could not be reached.', { cause });
    }
  }
}

const refusalOf = (status: number): RegistryError =>
  status === 401
    ? new RegistryError('registry-refused', 'The registry of agents does not know this token: give both the same.')
    : new RegistryError('registry-unavailable', 'The registry of agents did not answer 200.');

function parse(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RegistryError('bad-registry', 'The registry of agents did not answer JSON.', { cause });
  }
}

async function readBounded(answer: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > most) throw new RegistryError('bad-registry', 'The registry of agents answered too much.');
  }
  return text + decoder.decode();
}
