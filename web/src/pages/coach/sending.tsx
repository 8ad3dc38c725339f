import { useSignal } from '@preact/signals';
import { announce, type Message, Notice, say } from '../../kit/index.js';
import { Failure } from './failure.js';
import type { Listed } from './memory.js';
import * as words from './messages.js';
import { isUnderWay, isUnknown, UNKNOWN } from './send-once.js';

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
  const [failure, arrived] = [useSignal<unknown>(undefined), useSignal(false)];
  const act = async (): Promise<void> => {
    if (isUnderWay(pseudonym, to)) return;
    [failure.value, arrived.value] = [undefined, false];
    try {
      const isAll = await send();
      announce(say(isAll ? said : words.arrived));
      arrived.value = !isAll;
      onSent(isAll);
    } catch (error) {
      failure.value = error;
    }
  };
  const error = failure.value ?? (isUnknown(pseudonym, to) ? UNKNOWN : undefined);
  return { isBusy: isUnderWay(pseudonym, to), act, told: { error, hasArrived: arrived.value } };
}

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
