import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { announce, Button, Field, format, type Message, Notice, say } from '../../kit/index.js';
import { AddressNeeded } from './address-needed.js';
import { forget, lastVisit } from './last-visit.js';
import { type AddressRefusal, address, goTo, isServed } from './log-address.js';
import * as words from './messages.js';
import { RunningView } from './running-view.js';
import { soundWords } from './sound-words.js';
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
      {trust.value !== undefined && (address.value === '' ? <AddressNeeded /> : <RunCard given={trust.value} />)}
    </>
  );
}

const REFUSED: Readonly<Record<AddressRefusal, Message>> = {
  'no-address': words.addressError,
  closed: words.addressClosed,
};

function WhereCard() {
  const typed = useSignal(address.value);
  const refused = useSignal<AddressRefusal | undefined>(undefined);
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
          error={refused.value && say(REFUSED[refused.value])}
          onInput={(text) => {
            typed.value = text;
            refused.value = goTo(text);
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
      {now.kind === 'running' && <RunningView now={now} />}
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
  const here = useRef<HTMLDivElement>(null);
  const isCleared = useRef(false);
  useLayoutEffect(() => {
    if (!isCleared.current) return;
    isCleared.current = false;
    // The button that was pressed went with what it forgot.
    here.current?.querySelector('button')?.focus();
  }, [seen.kind]);
  const clear = (): void => {
    isCleared.current = true;
    forget(given);
    announce(say(words.forgotten));
  };
  return (
    <div class="runs" ref={here}>
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

/** The end is said aloud, and not each step. */
function useVerdictSaid(): void {
  const now = verification.value;
  const { kind } = now;
  useEffect(() => {
    if (now.kind === 'sound') announce(soundWords(now));
    if (kind === 'stopped') announce(say(words.stopped));
    if (kind === 'unsound') announce(say(words.unsound));
    if (kind === 'unsure') announce(say(words.unsure));
  }, [kind]);
}
