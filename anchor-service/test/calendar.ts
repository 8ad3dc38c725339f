import { createHash } from 'node:crypto';
import { type Behaviour, type Peer, startPeer } from './authority-server.js';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const PENDING = Buffer.from('83dfe30d2ef90c8e', 'hex');
const BITCOIN = Buffer.from('0588960d73d71901', 'hex');

/** An operation with its bytes on the wire, by a hand of its own and not by the one that is tested. */
interface Step {
  readonly wire: Buffer;
  readonly apply: (message: Buffer) => Buffer;
}
const binary = (tag: number, bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
const append = (bytes: Uint8Array): Step => ({
  wire: binary(0xf0, bytes),
  apply: (message) => Buffer.concat([message, bytes]),
});
const prepend = (bytes: Uint8Array): Step => ({
  wire: binary(0xf1, bytes),
  apply: (message) => Buffer.concat([bytes, message]),
});
const HASH: Step = { wire: Buffer.from([0x08]), apply: sha256 };

const follow = (message: Uint8Array, steps: readonly Step[]): Buffer =>
  steps.reduce<Buffer>((so, step) => step.apply(so), Buffer.from(message));
const wireOf = (steps: readonly Step[]): Buffer => Buffer.concat(steps.map(({ wire }) => wire));

/** A calendar of OpenTimestamps with a blockchain of its own, of one block at a time. */
export interface TestCalendar extends Peer {
  /** The behaviour of a calendar that works. */
  readonly works: Behaviour;
  /** Puts what was submitted so far into a block. @returns the line of its header */
  mine(height: number, time: number): string;
}

export async function startCalendar(): Promise<TestCalendar> {
  const commitments: Buffer[] = [];
  const known = new Map<string, Buffer>();
  let uri = '';
  const works: Behaviour = (body, request, response) => {
    if (request.method === 'POST' && request.url === '/digest' && body.length === 32) {
      const steps = [HASH, prepend(Buffer.from('6553f1b2', 'hex')), append(sha256(body).subarray(0, 8))];
      commitments.push(follow(body, steps));
      const address = Buffer.from(uri);
      const payload = Buffer.concat([Buffer.from([address.length]), address]);
      const pending = Buffer.concat([Buffer.from([0]), PENDING, Buffer.from([payload.length]), payload]);
      response.writeHead(200).end(Buffer.concat([wireOf(steps), pending]));
      return;
    }
    const found = known.get(/^\/timestamp\/([0-9a-f]+)$/.exec(request.url ?? '')?.[1] ?? '');
    response.writeHead(found === undefined ? 404 : 200).end(found ?? 'Pending confirmation in Bitcoin blockchain');
  };
  const peer = await startPeer(works);
  uri = peer.url;
  const mine = (height: number, time: number): string => {
    const paths = aggregate(commitments);
    // A transaction around the tip, and one other transaction in the block.
    const transaction = [
      prepend(Buffer.from('0100000001aa', 'hex')),
      append(Buffer.from('00000000', 'hex')),
      HASH,
      HASH,
    ];
    const above = [append(sha256(Buffer.from('another'))), HASH, HASH];
    const rest = [...transaction, ...above];
    const attested = Buffer.concat([Buffer.from([0]), BITCOIN, Buffer.from([1, height])]);
    for (const [i, commitment] of commitments.entries()) {
      known.set(commitment.toString('hex'), Buffer.concat([wireOf([...(paths[i] ?? []), ...rest]), attested]));
    }
    const root = follow(commitments[0] ?? Buffer.alloc(0), [...(paths[0] ?? []), ...rest]);
    const header = Buffer.alloc(80);
    root.copy(header, 36);
    header.writeUInt32LE(time, 68);
    return `${height} ${header.toString('hex')}\n`;
  };
  return { ...peer, works, mine };
}

/** The steps that lead from each message to the tip of one tree over all of them. */
function aggregate(messages: readonly Buffer[]): Step[][] {
  const paths: Step[][] = messages.map(() => []);
  let row = messages.map((message, i) => ({ message, below: [i] }));
  while (row.length > 1) {
    const next: typeof row = [];
    for (let i = 0; i < row.length; i += 2) {
      const [left, right] = [row[i], row[i + 1]];
      if (left === undefined) continue;
      if (right === undefined) {
        next.push(left);
        continue;
      }
      for (const one of left.below) paths[one]?.push(append(right.message), HASH);
      for (const one of right.below) paths[one]?.push(prepend(left.message), HASH);
      next.push({
        message: sha256(Buffer.concat([left.message, right.message])),
        below: [...left.below, ...right.below],
      });
    }
    row = next;
  }
  return paths;
}
