import { AnchorError } from '../error.js';

/** Reads the body of an answer: the peer does not decide how much memory it takes. @throws AnchorError `source-failed` */
export async function readLimited(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new AnchorError('source-failed', 'An answer is longer than any that was asked for.');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
