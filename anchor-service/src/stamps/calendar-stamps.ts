import { sha256 } from '@fit4work/protocol';
import { attestationsOf, branchOf, graft, isInBitcoin, mergeNodes, type OtsNode } from './core/ots-proof.js';
import { parseOts, parseOtsAnswer } from './core/ots-reader.js';
import { formatOts } from './core/ots-writer.js';
import { StampError } from './error.js';
import type { Calendar, Entropy, MadeStamp, StampKind, StampOptions } from './ports.js';

const NONCE_BYTES = 16;

/** Stamps of OpenTimestamps: pending at calendars first, in a Bitcoin block some hours later. */
export class CalendarStamps implements StampKind {
  readonly ending = 'ots';
  readonly #calendars: readonly Calendar[];
  readonly #entropy: Entropy;

  constructor(calendars: readonly Calendar[], entropy: Entropy) {
    this.#calendars = calendars;
    this.#entropy = entropy;
  }

  async stamp(bytes: Uint8Array, options: StampOptions): Promise<MadeStamp> {
    const digest = sha256(bytes);
    const nonce = this.#entropy(NONCE_BYTES);
    // Calendars publish what they were given: behind a nonce nobody tells from it which log was stamped.
    const blinded = sha256(Uint8Array.from([...digest, ...nonce]));
    const takers = this.#calendars.filter(({ takesDigests }) => takesDigests);
    const answers = await Promise.all(takers.map((calendar) => submit(calendar, blinded, options)));
    const [first, ...more] = answers.filter((answer) => answer !== undefined);
    if (first === undefined) throw new StampError('no-answer', 'No calendar took the digest.');
    const known = more.reduce((node, answer) => mergeNodes(node, answer.node), first.node);
    const root = branchOf(digest, { kind: 'append', bytes: nonce }, (nonced) =>
      branchOf(nonced, { kind: 'sha256' }, () => known),
    );
    return { file: formatOts(root), authority: first.uri, time: undefined };
  }

  /** A calendar promises; it says no time. */
  timeOf(): undefined {}

  async upgrade(file: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const root = parseOts(file);
    if (isInBitcoin(root)) return undefined;
    let grown: OtsNode | undefined;
    for (const { message, attestation } of attestationsOf(root)) {
      // Only who is in the settings is asked: an answer must not lead the anchor to addresses of its choice.
      const uri = attestation.kind === 'pending' ? attestation.uri : undefined;
      const calendar = this.#calendars.find((each) => each.uri === uri);
      const answer = await calendar?.find(message, signal);
      const more = answer === undefined ? undefined : parseOtsAnswer(answer, message);
      if (more !== undefined && isInBitcoin(more)) grown = graft(grown ?? root, more);
    }
    return grown === undefined ? undefined : formatOts(grown);
  }
}

async function submit(
  calendar: Calendar,
  blinded: Uint8Array,
  { signal, onFailure }: StampOptions,
): Promise<{ readonly uri: string; readonly node: OtsNode } | undefined> {
  try {
    const node = parseOtsAnswer(await calendar.submit(blinded, signal), blinded);
    if (attestationsOf(node).every(({ attestation }) => attestation.kind === 'unknown')) {
      throw new StampError('malformed', 'The calendar promises nothing that is known here.');
    }
    return { uri: calendar.uri, node };
  } catch (error) {
    if (!(error instanceof StampError)) throw error;
    onFailure(calendar.uri, error);
    return undefined;
  }
}
