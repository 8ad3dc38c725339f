import { useSignal } from '@preact/signals';
import { announce, type Message, Notice, say } from '../../kit/index.js';
import { Failure } from './failure.js';
import { type Listed, type Made, type Refusal, remember, rememberedOf } from './memory.js';
import * as words from './messages.js';
import { isUnderWay, isUnknown, UNKNOWN } from './send-once.js';
import { coachId, standing } from './service.js';

export interface SendingAct<To extends Listed> {
  readonly pseudonym: string;
  readonly to: To;
  /** As it stands now. */
  readonly made: Made[To];
  /** @returns whether nothing is left to be sent */
  readonly send: () => Promise<boolean>;
  readonly said: Message;
  readonly onSent: (isAll: boolean) => void;
}

/** Sending, once at a time wherever on the page it was asked, and what is told of it. */
export function useSending<To extends Listed>({ pseudonym, to, made, send, said, onSent }: SendingAct<To>) {
  const arrived = useSignal(false);
  const note = (refusal: Refusal<Made[To]> | undefined): void =>
    remember(pseudonym, { refusals: { ...rememberedOf(pseudonym).refusals, [to]: refusal } });
  const act = async (): Promise<void> => {
    if (isUnderWay(pseudonym, to)) return;
    const by = coachId.peek();
    note(undefined);
    arrived.value = false;
    try {
      const isAll = await send();
      announce(say(isAll ? said : words.arrived));
      arrived.value = !isAll;
      onSent(isAll);
    } catch (error) {
      // Whoever went elsewhere meanwhile finds it there; of a session that is over nothing is kept.
      if (coachId.peek() === by && standing.peek() === 'coach') note({ made, error });
    }
  };
  const refusal = rememberedOf(pseudonym).refusals[to];
  // Of what was changed since it says nothing.
  const refused = refusal?.made === made ? refusal?.error : undefined;
  const error = refused ?? (isUnknown(pseudonym, to) ? UNKNOWN : undefined);
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
