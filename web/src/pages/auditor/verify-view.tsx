import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, Field, format, Notice, Progress, say } from '../../kit/index.js';
import { isCosignedByNobody } from './cosigners.js';
import { forget, lastVisit } from './last-visit.js';
import { address, goTo, isServed } from './log-address.js';
import * as words from './messages.js';
import { type Trust, trust } from './trust.js';
import { TrustCard } from './trust-card.js';
import { VerdictNotice } from './verdict-notice.js';
import { verification, verify } from './verification.js';

export function VerifyView() {
  return (
    <>
      {/* Above what changes: at the foot of the page it would move. */}
      <p class="muted">{say(words.alone)}</p>
      <div class="grid">
        <WhereCard />
        <TrustCard />
      </div>
      {/* Comes with the policy, so that no answer moves it. */}
      {trust.value !== undefined && <RunCard given={trust.value} />}
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

function RunCard({ given }: { readonly given: Trust }) {
  const now = verification.value;
  useVerdictSaid();
  return (
    <section class="card stack">
      <h2>{say(words.verifyTitle)}</h2>
      {lastVisit.value.kind === 'unusable' && (
        <Notice tone="care">
          <p>{say(words.seenUnusable)}</p>
        </Notice>
      )}
      <Runs given={given} />
      {now.kind === 'running' && (
        <div class="progressing">
          <Progress label={progressWords(now)} done={now.done} of={now.size} />
        </div>
      )}
      <VerdictNotice />
    </section>
  );
}

/** One below the other, those that a first visit brings last: none moves when they come. */
function Runs({ given }: { readonly given: Trust }) {
  const seen = lastVisit.value;
  const isRunning = verification.value.kind === 'running';
  const isFirst = seen.kind !== 'here';
  const begin = (from: 'last-visit' | 'genesis') => () => void verify(from);
  const clear = (): void => {
    forget(given);
    announce(say(words.forgotten));
  };
  return (
    <div class="runs">
      {seen.kind !== 'unusable' && (
        <Button look={isFirst ? 'main' : 'plain'} disabled={isRunning} onPress={begin('genesis')}>
          {say(words.verifyGenesis)}
        </Button>
      )}
      {seen.kind === 'here' && (
        <Button look="main" disabled={isRunning} onPress={begin('last-visit')}>
          {say(words.verifySince, { size: format.number(seen.state.checkpoint.size) })}
        </Button>
      )}
      {seen.kind !== 'none' && (
        <Button look="quiet" disabled={isRunning} onPress={clear}>
          {say(words.verifyForget)}
        </Button>
      )}
    </div>
  );
}

function progressWords({ done, size }: { readonly done: number; readonly size: number | undefined }): string {
  if (size === undefined) return say(words.runningStart);
  return say(words.running, { done: format.number(done), size: format.number(size) });
}

/** The end is said aloud, and not each step. */
function useVerdictSaid(): void {
  const now = verification.value;
  const { kind } = now;
  const isAlone = now.kind === 'sound' && isCosignedByNobody(now.log);
  useEffect(() => {
    if (kind === 'sound') announce(isAlone ? `${say(words.soundAlone)}. ${say(words.noWitness)}` : say(words.sound));
    if (kind === 'unsound') announce(say(words.unsound));
    if (kind === 'unsure') announce(say(words.unsure));
  }, [kind]);
}
