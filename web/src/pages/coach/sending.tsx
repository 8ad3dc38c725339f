import { useSignal } from '@preact/signals';
import { announce, type Message, Notice, say } from '../../kit/index.js';
import { Failure } from './failure.js';
import { type Listed, noteRefusal, refusalOf } from './memory.js';
import * as words from './messages.js';
import { isUnderWay, isUnknown, UNKNOWN } from './send-once.js';
import { coachId, standing } from './service.js';

export interface SendingAct {
  readonly pseudonym: string;
  readonly to: Listed;
  /** @returns whether nothing is left to be sent */
  readonly send: () => Promise<boolean>;
  readonly said: Message;
  readonly onSent: (isAll: boolean) => void;
}

/** Sending, once at a time wherever on the page it was asked, and what is told of it. */
export function useSending({ pseudonym, to, send, said, onSent }: SendingAct) {
  const arrived = useSignal(false);
  const act = async (): Promise<void> => {
    if (isUnderWay(pseudonym, to)) return;
    const by = coachId.peek();
    noteRefusal(pseudonym, to, undefined);
    arrived.value = false;
    try {
      const isAll = await send();
      announce(say(isAll ? said : words.arrived));
      arrived.value = !isAll;
      onSent(isAll);
    } catch (error) {
      // Whoever went elsewhere meanwhile finds it there; of a session that is over nothing is kept.
      if (coachId.peek() === by && standing.peek() === 'coach') noteRefusal(pseudonym, to, error);
    }
  };
  return {
    ...{ isBusy: isUnderWay(pseudonym, to), act },
    told: { error: failureOf(pseudonym, to), hasArrived: arrived.value },
  };
}

/** What went wrong with what stands there to be sent, if anything. */
export const failureOf = (pseudonym: string, to: Listed): unknown =>
  refusalOf(pseudonym, to) ?? (isUnknown(pseudonym, to) ? UNKNOWN : undefined);

export interface ToldProps {
  readonly told: ReturnType<typeof useSending>['told'];
  readonly onAgain: () => void;
}

/** That an attempt before had come through, or what went wrong. */
export function Told({ told: { error, hasArrived }, onAgain }: ToldProps) {
  return (
    <>
      {hasArrived && <Notice tone="care">{say(words.arrived)}</Notice>}
      {error !== undefined && <Failure error={error} onAgain={onAgain} />}
    </>
  );
}
