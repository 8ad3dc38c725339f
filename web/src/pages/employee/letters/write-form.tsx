import { useSignal } from '@preact/signals';
import { announce, Button, Field, say, unsentOf } from '../../../kit/index.js';
import { askAgent } from '../agent.js';
import { sentenceOf } from '../failure.js';
import { flag, members } from '../read-json.js';
import { tooLong } from '../too-long.js';
import { typedAt } from '../typed.js';
import * as words from './messages.js';

export interface WriteFormProps {
  readonly coach: string;
  readonly onSent: () => void;
}

/** Says something to a coach. What is not sent stays as it was typed, also while the past is closed. */
export function WriteForm({ coach, onSent }: WriteFormProps) {
  const text = typedAt('letter', coach);
  const failure = useSignal<(() => string) | undefined>(undefined);
  const busy = useSignal(false);
  const fail = (why: () => string): void => {
    failure.value = why;
    announce(why());
  };
  const send = async (): Promise<void> => {
    if (busy.value) return;
    failure.value = undefined;
    if (text.value.trim() === '') return fail(() => say(words.empty));
    const over = tooLong(text.value);
    if (over !== undefined) return announce(over);
    busy.value = true;
    const read = members({ received: flag });
    try {
      const sent = text.value;
      const body = { coach, text: sent };
      const { received } = await askAgent({ path: '/v1/messages', method: 'POST', body, read });
      text.value = unsentOf(text.value, sent);
      announce(say(words.sent, { received: String(received) }));
      onSent();
    } catch (error) {
      fail(() => sentenceOf(error));
    }
    busy.value = false;
  };
  return (
    <form
      class="stack-close"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        label={say(words.write, { coach })}
        help={say(words.help)}
        long
        value={text.value}
        error={tooLong(text.value) ?? failure.value?.()}
        onInput={(value) => {
          failure.value = undefined;
          text.value = value;
        }}
      />
      <div>
        <Button submits look="main" disabled={busy.value} onPress={() => undefined}>
          {say(words.send)}
        </Button>
      </div>
    </form>
  );
}
