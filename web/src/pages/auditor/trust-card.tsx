import { useSignal } from '@preact/signals';
import { announce, Button, FileDrop, type Message, Notice, say } from '../../kit/index.js';
import { address, readerAt } from './log-address.js';
import * as words from './messages.js';
import { bytesOf } from './read-file.js';
import { believe, doubt, nameOf, type Trust, trust } from './trust.js';

/** Whom to believe: given by whoever audits, or, with a warning, the log's own word. */
export function TrustCard() {
  const given = trust.value;
  return (
    <section class="card stack">
      <h2>{say(words.trustTitle)}</h2>
      {given === undefined ? <Ask /> : <Told given={given} />}
    </section>
  );
}

function Ask() {
  const wrong = useSignal<Message | undefined>(undefined);
  const fail = (why: Message): void => {
    wrong.value = why;
    announce(say(why));
  };
  const take = (text: string | undefined, from: Trust['from']): void => {
    if (text === undefined) fail(address.value === '' ? words.addressNeeded : words.trustNone);
    else if (!believe(text, from)) fail(words.trustBad);
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
      <Button onPress={() => void shownPolicy().then((text) => take(text, 'shown'))}>{say(words.trustShown)}</Button>
      {wrong.value !== undefined && (
        <Notice tone="bad">
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

function Told({ given }: { readonly given: Trust }) {
  const isOwn = given.from === 'given';
  return (
    <>
      <Notice tone={isOwn ? 'good' : 'care'}>
        <p>{say(words.trustWho, { log: nameOf(given), count: given.policy.witnesses.length })}</p>
        <p>{say(isOwn ? words.trustGiven : words.trustShownCare)}</p>
      </Notice>
      <p class="row">
        <Button look="quiet" onPress={doubt}>
          {say(words.trustOther)}
        </Button>
      </p>
    </>
  );
}
