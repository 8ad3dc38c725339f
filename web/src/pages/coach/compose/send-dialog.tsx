import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, Dialog, Notice, Switch, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import { Failure } from '../failure.js';
import { rememberedOf } from '../memory.js';
import * as coach from '../messages.js';
import { isUnderWay, isUnknown, UNKNOWN } from '../send-once.js';
import type { Warning } from '../shapes.js';
import * as words from './messages.js';
import type { Draft } from './plan.js';
import { sendProgramme } from './send-programme.js';

export interface SendDialogProps {
  readonly pseudonym: string;
  readonly draft: Draft;
  readonly warnings: readonly Warning[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSent: () => void;
}

/** What is sent, to whom it is shown, and what is overruled by it: nothing is sent before that is confirmed. */
export function SendDialog(props: SendDialogProps) {
  const { draft, pseudonym, open, onClose } = props;
  const { title, from, until, sessions } = draft;
  return (
    <Dialog title={say(words.confirm)} open={open} onClose={onClose}>
      <p>{say(words.confirmWhat, { title, days: daysText(from, until), count: sessions.length })}</p>
      <p>{say(words.confirmHow)}</p>
      <p>{say(words.rests, { count: rememberedOf(pseudonym).bases.length })}</p>
      <Confirming {...props} />
    </Dialog>
  );
}

/** Each rule that is warned of, once. */
const rulesOf = (warnings: readonly Warning[]): readonly Warning[] => [
  ...new Map(warnings.map((warning) => [warning.rule, warning])).values(),
];

function Confirming({ pseudonym, draft, warnings, onClose, onSent }: SendDialogProps) {
  const overruled = useSignal<ReadonlySet<string>>(new Set());
  const [failure, arrived] = [useSignal<unknown>(undefined), useSignal(false)];
  const isBusy = isUnderWay(pseudonym, 'programmes');
  const rules = rulesOf(warnings);
  const names = rules.map(({ rule }) => rule).join();
  // What was overruled of another plan is not overruled of this one.
  useEffect(() => {
    overruled.value = new Set();
  }, [names]);
  const isReady = rules.every(({ rule }) => overruled.value.has(rule));
  const send = async (): Promise<void> => {
    if (isUnderWay(pseudonym, 'programmes') || !isReady) return;
    [failure.value, arrived.value] = [undefined, false];
    const { bases } = rememberedOf(pseudonym);
    try {
      const isAll = await sendProgramme({ pseudonym, draft, bases, overruled: [...overruled.value] });
      announce(say(isAll ? words.sent : coach.arrived));
      arrived.value = !isAll;
      if (isAll) onSent();
    } catch (error) {
      failure.value = error;
    }
  };
  const error = failure.value ?? (isUnknown(pseudonym, 'programmes') && !arrived.value ? UNKNOWN : undefined);
  return (
    <>
      {rules.map(({ rule, sentence }) => (
        <Switch
          key={rule}
          label={say(words.overrule, { sentence })}
          on={overruled.value.has(rule)}
          onChange={(on) => {
            overruled.value = new Set([...overruled.value].filter((each) => each !== rule).concat(on ? [rule] : []));
          }}
        />
      ))}
      {!isReady && <p class="small muted">{say(words.overruleFirst)}</p>}
      {arrived.value && <Notice tone="care">{say(coach.arrived)}</Notice>}
      {error !== undefined && <Failure error={error} onAgain={() => void send()} />}
      <div class="row">
        <Button look="main" disabled={isBusy || !isReady} onPress={() => void send()}>
          {say(words.sendNow)}
        </Button>
        <Button onPress={onClose}>{say(words.cancel)}</Button>
      </div>
    </>
  );
}
