import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button, format, Newest, say, unsentOf } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { TextField } from '../compose/text-field.js';
import { lengthFault, MOST_PROSE } from '../compose/text-limits.js';
import { remember, rememberedOf } from '../memory.js';
import * as coach from '../messages.js';
import { nameOf } from '../name-of.js';
import { pathOf } from '../people/gather.js';
import { sendOnce } from '../send-once.js';
import { Told, useSending } from '../sending.js';
import { type Message, type Person, readMessage, readMessages } from '../shapes.js';
import * as words from './messages.js';

/** What was said both ways. */
export function LettersView({ person: { pseudonym } }: { readonly person: Person }) {
  return (
    <section class="card stack">
      <h2>{say(coach.person, { name: nameOf(pseudonym) })}</h2>
      <Answer path={pathOf(pseudonym, 'messages')} read={readMessages}>
        {({ messages }, again) => <Letters pseudonym={pseudonym} messages={messages} onSent={again} />}
      </Answer>
    </section>
  );
}

interface LettersProps extends WriteFormProps {
  readonly messages: readonly Message[];
}

/** What was said before stands above, and what comes while this is looked at below: where one writes moves for none of it. */
function Letters({ messages, ...write }: LettersProps) {
  const [before] = useState(() => new Set(messages.map(({ leaf }) => leaf)));
  const said = messages.filter(({ leaf }) => before.has(leaf));
  const came = messages.filter(({ leaf }) => !before.has(leaf));
  return (
    <>
      {said.length === 0 && <p class="muted">{came.length === 0 ? say(words.none) : '\u00a0'}</p>}
      <Newest items={said.toSorted(byTime)} newest="last">
        {(some) => <Said messages={some} />}
      </Newest>
      <WriteForm {...write}>
        <Said messages={came.toSorted(byTime)} />
      </WriteForm>
    </>
  );
}

const byTime = (a: Message, b: Message): number => a.time - b.time;

function Said({ messages }: { readonly messages: readonly Message[] }) {
  if (messages.length === 0) return null;
  return (
    <ol class="timeline">
      {messages.map((message) => (
        <Letter key={message.leaf} message={message} />
      ))}
    </ol>
  );
}

function Letter({ message: { from, time, text, report, told, acknowledged } }: { readonly message: Message }) {
  const isMine = from === 'coach';
  return (
    <li class="stack-close">
      <p class="small muted">
        <strong>{isMine ? say(words.you) : say(coach.theirs)}</strong>, {format.moment(time)}
      </p>
      {report !== null && (
        <p>
          {say(words.report, {
            ...{ number: format.number(report.session + 1), done: String(report.done) },
            effort: report.effort === null ? 'none' : String(report.effort),
          })}
        </p>
      )}
      {text !== '' && <p class="notice-text">{text}</p>}
      {isMine && (
        <p class="small muted">{say(words.fate, { fate: acknowledged ? 'seen' : told ? 'told' : 'waits' })}</p>
      )}
    </li>
  );
}

interface WriteFormProps {
  readonly pseudonym: string;
  readonly onSent: () => void;
  /** What was sent, below where it was written. */
  readonly children?: ComponentChildren;
}

/** @returns whether nothing of what is written is left to be sent */
async function sendLetter(pseudonym: string, text: string): Promise<boolean> {
  const { made } = await sendOnce({
    ...{ pseudonym, to: 'messages', made: text, body: { text } },
    readOne: readMessage,
    readAll: (json) => readMessages(json).messages,
    isIt: (what, one) => one.from === 'coach' && one.text === what,
  });
  const letter = unsentOf(rememberedOf(pseudonym).letter, made);
  remember(pseudonym, { letter });
  return made === text || letter === '';
}

/** What is not sent stays as it was typed, also where the session ends. */
function WriteForm({ pseudonym, onSent, children }: WriteFormProps) {
  const { letter: text } = rememberedOf(pseudonym);
  const letterFault = text.trim() === '' ? 'lacking' : lengthFault(text, MOST_PROSE);
  const [form, tried] = [useRef<HTMLFormElement>(null), useSignal(false)];
  const keep = (letter: string): void => {
    tried.value = false;
    remember(pseudonym, { letter });
  };
  const { isBusy, act, told } = useSending({
    ...{ pseudonym, to: 'messages', said: words.sent },
    send: () => sendLetter(pseudonym, text),
    onSent: () => {
      tried.value = false;
      onSent();
    },
  });
  const send = (): void => {
    tried.value = true;
    if (letterFault === undefined) void act();
    else form.current?.querySelector<HTMLElement>('textarea')?.focus();
  };
  return (
    <>
      <form
        ref={form}
        class="stack-close"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          label={say(words.write, { name: nameOf(pseudonym) })}
          help={say(words.help)}
          long
          most={MOST_PROSE}
          value={text}
          fault={tried.value ? letterFault : undefined}
          onInput={keep}
        />
        <div>
          <Button submits look="main" disabled={isBusy} onPress={() => undefined}>
            {say(words.send)}
          </Button>
        </div>
      </form>
      {children}
      <Told told={told} onAgain={send} />
    </>
  );
}
