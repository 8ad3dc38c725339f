import { type PolicyWitness, parseSignatureLines } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { WitnessAnswer, WitnessPeer, WitnessRequest } from '../ports.js';
import { readLimited } from './read-limited.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** A witness behind HTTP. @see C2SP tlog-witness, add-checkpoint */
export class HttpWitness implements WitnessPeer {
  readonly name: string;
  readonly key: PolicyWitness['key'];
  readonly #url: string;

  constructor(witness: PolicyWitness, url: string) {
    this.name = witness.name;
    this.key = witness.key;
    this.#url = `${url.replace(/\/+$/, '')}/add-checkpoint`;
  }

  async ask(request: WitnessRequest): Promise<WitnessAnswer> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        body: requestBody(request),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await readLimited(response, MAX_ANSWER_BYTES);
      return toAnswer(response.status, Buffer.from(body).toString('utf8'));
    } catch (cause) {
      throw new AnchorError('witness-failed', `The witness ${this.name} did not answer.`, { cause });
    }
  }
}

function requestBody({ oldSize, proof, note }: WitnessRequest): Uint8Array<ArrayBuffer> {
  const lines = [`old ${oldSize}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', ''];
  return new Uint8Array(Buffer.concat([Buffer.from(lines.join('\n')), note]));
}

function toAnswer(status: number, body: string): WitnessAnswer {
  if (status === 200) return { kind: 'cosigned', signatures: parseSignatureLines(body) };
  const size = status === 409 && /^(0|[1-9][0-9]{0,15})\n$/.test(body) ? Number(body) : undefined;
  if (size !== undefined && Number.isSafeInteger(size)) return { kind: 'conflict', size };
  return { kind: 'refused', status };
}
