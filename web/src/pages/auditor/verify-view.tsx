import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, Field, format, Progress, say } from '../../kit/index.js';
import { address, goTo, isServed } from './log-address.js';
import * as words from './messages.js';
import { trust } from './trust.js';
import { TrustCard } from './trust-card.js';
import { VerdictNotice } from './verdict-notice.js';
import { forget, seenBefore, verification, verify } from './verification.js';

export function VerifyView() {
  return (
    <>
      <div class="grid">
        <WhereCard />
        <TrustCard />
      </div>
      <RunCard />
    </>
  );
}

function WhereCard() {
  const typed = useSignal(address.value);
  const isWrong = useSignal(false);
  return (
    <section class="card stack">
      <h2>{say(words.whereTitle)}</h2>
      {isServed ? (
        <>
          <p>{say(words.whereServed, { address: address.value })}</p>
          <p>
            <a href="fit4work-auditor.html" download>
              {say(words.saveFile)}
            </a>
          </p>
        </>
      ) : (
        <Field
          label={say(words.addressLabel)}
          help={say(words.addressHelp)}
          type="url"
          value={typed.value}
          error={isWrong.value ? say(words.addressError) : undefined}
          onInput={(text) => {
            typed.value = text;
            isWrong.value = !goTo(text);
          }}
        />
      )}
    </section>
  );
}

function RunCard() {
  const given = trust.value;
  const now = verification.value;
  useVerdictSaid();
  if (given === undefined) {
    return (
      <section class="card stack">
        <h2>{say(words.verifyTitle)}</h2>
        <p>{say(words.verifyFirst)}</p>
      </section>
    );
  }
  const seen = seenBefore(given);
  const isRunning = now.kind === 'running';
  return (
    <section class="card stack">
      <h2>{say(words.verifyTitle)}</h2>
      <div class="row">
        {seen !== undefined && (
          <Button look="main" disabled={isRunning} onPress={() => void verify('last-visit')}>
            {say(words.verifySince, { size: format.number(seen.checkpoint.size) })}
          </Button>
        )}
        <Button
          look={seen === undefined ? 'main' : 'plain'}
          disabled={isRunning}
          onPress={() => void verify('genesis')}
        >
          {say(words.verifyGenesis)}
        </Button>
        {seen !== undefined && (
          <Button
            look="quiet"
            disabled={isRunning}
            onPress={() => {
              forget(given);
              announce(say(words.forgotten));
            }}
          >
            {say(words.verifyForget)}
          </Button>
        )}
      </div>
      {isRunning && <Progress label={progressWords(now)} done={now.done} of={now.size} />}
      <VerdictNotice />
    </section>
  );
}

function progressWords({ done, size }: { readonly done: number; readonly size: number | undefined }): string {
  if (size === undefined) return say(words.runningStart);
  return say(words.running, { done: format.number(done), size: format.number(size) });
}

/** The end is said aloud, and not each step. */
function useVerdictSaid(): void {
  const { kind } = verification.value;
  useEffect(() => {
    if (kind === 'sound') announce(say(words.sound));
    if (kind === 'unsound') announce(say(words.unsound));
    if (kind === 'unsure') announce(say(words.unsure));
  }, [kind]);
}
