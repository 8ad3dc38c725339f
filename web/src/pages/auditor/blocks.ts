import { type Block, LogError, parseBlock } from '@fit4work/anchor-service/verifier';
import { useEffect, useState } from 'preact/hooks';
import { AskError } from '../../kit/index.js';
import { address, readerAt } from './log-address.js';

/** What is asked of the log: not answered yet, answered, or not to be had. */
export type Asked<Answer> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'here'; readonly answer: Answer };

/** A block of another height than was asked for, given in its place. */
export class OtherHeight extends AskError {
  readonly asked: number;
  readonly given: number;

  constructor(asked: number, given: number) {
    super('unreadable');
    this.asked = asked;
    this.given = given;
  }
}

/** A block as the log serves it; `undefined` where there is none. @throws AskError, of another height OtherHeight */
export async function blockAt(name: number | 'latest'): Promise<Block | undefined> {
  const block = await servedAs(name);
  if (block !== undefined && name !== 'latest' && block.height !== name) throw new OtherHeight(name, block.height);
  return block;
}

async function servedAs(name: number | 'latest'): Promise<Block | undefined> {
  try {
    const bytes = await readerAt(address.value)(`blocks/${name}`);
    return bytes === undefined ? undefined : parseBlock(bytes);
  } catch (cause) {
    if (cause instanceof LogError) throw new AskError('unreadable', { cause });
    throw cause instanceof AskError ? cause : new AskError('unreachable', { cause });
  }
}

/** Asks the log while a part of the page is shown, and anew when `key` changes. */
export function useAsked<Answer>(key: string, question: () => Promise<Answer>): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer>>({ kind: 'asking' });
  useEffect(() => {
    let isWanted = true;
    const tell = (come: Asked<Answer>): void => {
      if (isWanted) setAsked(come);
    };
    tell({ kind: 'asking' });
    question().then(
      (answer) => tell({ kind: 'here', answer }),
      (error: unknown) => tell({ kind: 'failed', error }),
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  return asked;
}

/** Its first place is the link to the block before, and no leaf. */
export const leavesIn = ({ height, firstIndex, size }: Block): number => size - firstIndex - (height === 0 ? 0 : 1);
