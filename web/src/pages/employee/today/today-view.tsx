import { format, Notice, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { dayOf } from '../days.js';
import { ClosedPast } from '../passphrase-form.js';
import { HeartCard } from './heart-card.js';
import * as words from './messages.js';
import { NightCard } from './night-card.js';
import { readStatus, type Status } from './status.js';
import { StepsCard } from './steps-card.js';
import { WearablesCard } from './wearables-card.js';

/** The day that is under way, at a glance; where nothing of it is here yet, the last one. */
export function TodayView() {
  return (
    <Answer path="/v1/status" read={readStatus}>
      {(status, again) => <Glance status={status} onPaired={again} />}
    </Answer>
  );
}

/** Days stay open for seven days at most. */
const OPEN_DAYS = 7 * 86_400_000;

function Glance({ status, onPaired }: { readonly status: Status; readonly onPaired: () => void }) {
  const day = status.days?.until;
  const noticed = status.findings?.filter(({ current }) => current).length ?? 0;
  const isOld = day !== undefined && Date.now() - Date.parse(day) > OPEN_DAYS;
  return (
    <>
      {noticed > 0 && (
        <Notice tone="care">
          <p>{say(words.noticed, { count: noticed })}</p>
        </Notice>
      )}
      {day === undefined ? (
        <Notice title={say(words.nothingYet)}>
          <p>{say(words.nothingYetHow)}</p>
        </Notice>
      ) : (
        <p class="muted">{say(day === dayOf(new Date()) ? words.dayToday : words.dayLast, { day: format.day(day) })}</p>
      )}
      {isOld && !isOpen.value && <ClosedPast />}
      <div class="grid">
        {day !== undefined && (
          <>
            <StepsCard day={day} />
            <HeartCard day={day} />
            <NightCard day={day} />
          </>
        )}
        <WearablesCard wearables={status.wearables} onPaired={onPaired} />
        <KeptCard status={status} />
      </div>
    </>
  );
}

function KeptCard({ status: { envelopes, receipts, anchored } }: { readonly status: Status }) {
  if (envelopes === null || receipts === null || anchored === null) return null;
  const counts = { stored: format.number(receipts), proven: format.number(anchored) };
  return (
    <section class="card stack-close">
      <h2>{say(words.kept)}</h2>
      <p>{say(words.keptSummary, { made: envelopes, ...counts })}</p>
      <p class="small muted">{say(words.keptWhy)}</p>
    </section>
  );
}
