import { type BoxKeyPair, openMessage, toHex } from '@fit4work/protocol';
import type { RecordProblem } from './core/shown-letter.js';
import type { OwnMessage, Thread } from './core/shown-message.js';
import { threadsOf } from './core/threads.js';
import { openKeptMessage } from './kept-message.js';
import { type LetterPorts, type LetterReader, openLetters } from './open-letters.js';
import type { Outbox } from './ports.js';
import { witnessesOfPlaces } from './witnessed-places.js';
import type { ShownLetter } from './write-message.js';

/** What cannot be believed, and why: nothing that it says is shown. */
export interface Unbelieved {
  /** SHA-256 of a letter as it came, or the leaf of something written here. */
  readonly id: string;
  readonly problem: RecordProblem;
}

export interface OwnMessages {
  /** Whether everything verifies. */
  readonly sound: boolean;
  readonly threads: readonly Thread[];
  readonly unbelieved: readonly Unbelieved[];
  /** What is shown with it, to be acknowledged. */
  readonly letters: readonly ShownLetter[];
}

/**
 * Both sides of what was said, verified here.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function ownMessages(ports: LetterPorts, reader: LetterReader): Promise<OwnMessages> {
  const form = {
    kind: 'message',
    open: (bytes: Uint8Array, key: Uint8Array) => openMessage(bytes, 'coach', key),
  } as const;
  const { opened, refused } = await openLetters(ports, reader, form);
  const { own, damaged } = await writtenMessages(ports.outbox, reader.vaultKey);
  const witnessesOf = await witnessesOfPlaces(ports.outbox, reader.identity.pins.policy);
  const threads = threadsOf(opened, own, witnessesOf);
  const unbelieved = [
    ...refused.map(({ digest, problem }) => ({ id: toHex(digest), problem })),
    ...damaged.map((id) => ({ id, problem: 'changed-on-disk' as const })),
  ];
  return {
    sound: unbelieved.length === 0 && threads.every(({ messages }) => messages.every(isSound)),
    ...{ threads, unbelieved },
    letters: [
      ...refused,
      ...opened.map(({ kind, digest, acknowledged, leaf, record: { coach, text } }) => ({
        ...{ kind, digest, acknowledged },
        // Who saw that it was seen is told to nobody: it would never end.
        says: text === '' ? undefined : { coach, leaf },
      })),
    ],
  };
}

const isSound = ({ problems }: { readonly problems: readonly unknown[] }): boolean => problems.length === 0;

/** What the person wrote at this agent, acknowledgements and reports among it, in the order in which it was made. */
export async function writtenMessages(
  outbox: Pick<Outbox, 'anchoredRecords'>,
  vaultKey: BoxKeyPair,
): Promise<{ readonly own: readonly OwnMessage[]; readonly damaged: readonly string[] }> {
  const own: OwnMessage[] = [];
  const damaged: string[] = [];
  for (const { kind, leaf, bytes, received, logIndex } of await outbox.anchoredRecords()) {
    if (kind !== 'message' && kind !== 'damaged') continue;
    // What is damaged may have been a message.
    const message = kind === 'message' ? openKeptMessage({ bytes, leaf }, vaultKey) : undefined;
    if (message === undefined) damaged.push(toHex(leaf));
    else own.push({ leaf: toHex(leaf), message, received, logIndex: logIndex ?? null });
  }
  return { own, damaged };
}
