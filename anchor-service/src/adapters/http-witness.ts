import { createHash } from 'node:crypto';
import { type PolicyWitness, parseSignatureLines } from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import type { WitnessAnswer, WitnessPeer, WitnessRequest } from '../ports.js';
import { readLimited } from './read-limited.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** A witness behind HTTP. @see C2SP tlog-witness, add-checkpoint and the monitoring path */
export class HttpWitness implements WitnessPeer {
  readonly name: string;
  readonly key: PolicyWitness['key'];
  readonly #prefix: string;

  constructor(witness: PolicyWitness, url: string) {
    this.name = witness.name;
    this.key = witness.key;
    this.#prefix = url.replace(/\/+$/, '');
  }

  async ask(request: WitnessRequest): Promise<WitnessAnswer> {
    return this.#fetch('add-checkpoint', { method: 'POST', body: requestBody(request) }, (status, body) =>
      toAnswer(status, Buffer.from(body).toString('utf8')),
    );
  }

  async latest(origin: string): Promise<Uint8Array | undefined> {
    const path = `${createHash('sha256').update(origin).digest('hex')}/checkpoint`;
    return this.#fetch(path, {}, (status, body) => {
      if (status === 200) return body;
      if (status === 404) return undefined;
      throw new AnchorError('witness-failed', `The witness ${this.name} answered ${status}.`);
    });
  }

  async #fetch<T>(path: string, init: RequestInit, read: (status: number, body: Uint8Array) => T): Promise<T> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${this.#prefix}/${path}`, { ...init, redirect: 'error', signal });
      return read(response.status, await readLimited(response, MAX_ANSWER_BYTES));
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
