import { type Signal, useSignal } from '@preact/signals';
import { announce, Button, Choice, DayField, format, Notice, say } from '../../../kit/index.js';
import { askAgent } from '../agent.js';
import { dayOf } from '../days.js';
import { ElsewhereNotice, withElsewhere } from '../elsewhere-notice.js';
import { EraseDialog } from './erase-dialog.js';
import { readErased } from './erasures.js';
import * as words from './messages.js';

export interface EraseCardProps {
  /** First civil day of which there is anything. */
  readonly since: string;
  readonly onErased: () => void;
}

const WHATS = ['day', 'all'] as const;
type Extent = (typeof WHATS)[number];

/** A day, or everything, is forgotten. */
export function EraseCard({ since, onErased }: EraseCardProps) {
  const today = dayOf(new Date());
  const what = useSignal<Extent>('day');
  const day = useSignal(today);
  const [asking, isRefused] = [useSignal(false), useSignal(false)];
  const [isHeld, isUnknownElsewhere] = [useSignal(false), useSignal(false)];
  const close = (): void => {
    asking.value = false;
  };
  const erase = async (passphrase: string): Promise<void> => {
    const days = what.value === 'all' ? { all: true } : { from: day.value, until: day.value };
    const body = { ...days, confirm: say(words.word), passphrase };
    const read = readErased;
    const { erasure, scrubbed, lookedUp } = await askAgent({ path: '/v1/erasures', method: 'POST', body, read });
    close();
    isHeld.value = !scrubbed;
    isUnknownElsewhere.value = !lookedUp;
    announce(withElsewhere(say(words.erased, { received: String(erasure.received) }), lookedUp));
    onErased();
  };
  const isAll = what.value === 'all';
  const next = (): void => {
    const isWrong = !isAll && day.value > today;
    [isRefused.value, asking.value] = [isWrong, !isWrong];
    if (isWrong) announce(say(words.dayToCome));
  };
  return (
    <section class="card stack">
      <h2>{say(words.eraseTitle)}</h2>
      <p>{say(words.eraseIntro)}</p>
      <What since={since} today={today} isRefused={isRefused} what={what} day={day} />
      <div>
        <Button look="danger" onPress={next}>
          {say(words.eraseNext)}
        </Button>
      </div>
      {isHeld.value && (
        <Notice tone="care">
          <p>{say(words.held)}</p>
        </Notice>
      )}
      {isUnknownElsewhere.value && <ElsewhereNotice />}
      <EraseDialog
        title={isAll ? say(words.allTitle) : say(words.dayTitle, { day: format.day(day.value) })}
        isAll={isAll}
        isToday={isAll || day.value === today}
        open={asking.value}
        onErase={erase}
        onClose={close}
      />
    </section>
  );
}

interface WhatProps extends Pick<EraseCardProps, 'since'> {
  readonly today: string;
  /** Whether the day was asked for, and cannot be erased. */
  readonly isRefused: Signal<boolean>;
  readonly what: Signal<Extent>;
  readonly day: Signal<string>;
}

/** Any day that was may be erased: of one before the first here another machine may have sent something. */
function What({ since, today, isRefused, what, day }: WhatProps) {
  return (
    <>
      <Choice
        label={say(words.eraseWhat)}
        value={what.value}
        options={WHATS.map((value) => ({ value, label: say(value === 'all' ? words.everything : words.oneDay) }))}
        onChange={(chosen) => {
          what.value = chosen;
        }}
      />
      {what.value === 'day' && (
        <>
          <DayField
            label={say(words.eraseDay)}
            value={day.value}
            from={since}
            until={today}
            onChange={(chosen) => {
              day.value = chosen;
            }}
          />
          {isRefused.value && day.value > today && <p class="field-error">{say(words.dayToCome)}</p>}
        </>
      )}
    </>
  );
}
