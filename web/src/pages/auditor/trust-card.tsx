import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { announce, Button, FileDrop, type Message, Notice, say, type Tone, unsay } from '../../kit/index.js';
import { address, readerAt } from './log-address.js';
import * as words from './messages.js';
import { bytesOf } from './read-file.js';
import { believe, doubt, nameOf, type Trust, trust } from './trust.js';

/** Whom to believe: given by whoever audits, or, with a warning, the log's own word. */
export function TrustCard() {
  const given = trust.value;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section class="card stack">
      <h2 ref={heading} tabIndex={-1}>
        {say(words.trustTitle)}
      </h2>
      {given === undefined ? <Ask heading={heading} /> : <Told given={given} heading={heading} />}
    </section>
  );
}

interface Headed {
  readonly heading: RefObject<HTMLElement | null>;
}

/** What had the focus goes with what is asked or told: the heading stays. */
function useHeadingAfter(heading: Headed['heading']): void {
  useLayoutEffect(
    () => () => {
      const own = heading.current;
      if (own?.parentElement?.contains(document.activeElement) === true) own.focus();
    },
    [],
  );
}

/** What was said before, of a policy that was none, holds no more. */
function sayOnly(text: string): void {
  unsay();
  announce(text);
}

/** Only what is no policy is wrong. */
const TONES: ReadonlyMap<Message, Tone> = new Map([
  [words.addressNeeded, 'plain'],
  [words.trustNone, 'care'],
  [words.unread, 'care'],
]);

function Ask({ heading }: Headed) {
  const wrong = useSignal<Message | undefined>(undefined);
  useHeadingAfter(heading);
  const fail = (why: Message): void => {
    wrong.value = why;
    sayOnly(say(why));
  };
  const take = (text: string | undefined, from: Trust['from']): void => {
    if (text === undefined) fail(address.value === '' ? words.addressNeeded : words.trustNone);
    else if (!believe(text, from)) fail(words.trustBad);
    else if (trust.value !== undefined) sayOnly(`${whoWords(trust.value)} ${say(fromWords(trust.value))}`);
  };
  const takeShown = async (): Promise<void> => {
    const text = await shownPolicy();
    // A policy that was given meanwhile is not replaced by the log's own word.
    if (trust.value === undefined) take(text, 'shown');
  };
  const givenIn = async (file: File): Promise<void> => {
    const bytes = await bytesOf(file);
    if (bytes === undefined) fail(words.unread);
    else take(textOf(bytes), 'given');
  };
  return (
    <>
      <p>{say(words.verifyFirst)}</p>
      <p>{say(words.trustHelp)}</p>
      <FileDrop
        label={say(words.trustDrop)}
        help={say(words.trustDropHelp)}
        onFiles={([file]) => file !== undefined && void givenIn(file)}
      />
      <Button onPress={() => void takeShown()}>{say(words.trustShown)}</Button>
      {wrong.value !== undefined && (
        <Notice tone={TONES.get(wrong.value) ?? 'bad'}>
          <p>{say(wrong.value)}</p>
        </Notice>
      )}
    </>
  );
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The first policy of the log, from which it goes on by statements; where it shows no history, the one that stands. */
async function shownPolicy(): Promise<string | undefined> {
  if (address.value === '') return undefined;
  const read = readerAt(address.value);
  try {
    const bytes = (await read('policies/0')) ?? (await read('policy'));
    return bytes === undefined ? undefined : textOf(bytes);
  } catch {
    return undefined;
  }
}

const whoWords = (given: Trust): string =>
  say(words.trustWho, { log: nameOf(given), count: given.policy.witnesses.length });

const fromWords = ({ from }: Trust): Message => (from === 'given' ? words.trustGiven : words.trustShownCare);

function Told({ given, heading }: Headed & { readonly given: Trust }) {
  useHeadingAfter(heading);
  const change = (): void => {
    doubt();
    sayOnly(`${say(words.doubted)} ${say(words.verifyFirst)}`);
  };
  return (
    <>
      <Notice tone={given.from === 'given' ? 'good' : 'care'}>
        <p>{whoWords(given)}</p>
        <p>{say(fromWords(given))}</p>
      </Notice>
      <p class="row">
        <Button look="quiet" onPress={change}>
          {say(words.trustOther)}
        </Button>
      </p>
    </>
  );
}
