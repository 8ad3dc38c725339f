import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button, Dialog, Switch, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import { rememberedOf } from '../memory.js';
import { Told, useSending } from '../sending.js';
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
  const rules = rulesOf(warnings);
  const names = rules.map(({ rule }) => rule).join();
  // What was overruled of another plan is not overruled of this one.
  useEffect(() => {
    overruled.value = new Set();
  }, [names]);
  const isReady = rules.every(({ rule }) => overruled.value.has(rule));
  const { isBusy, act, told } = useSending({
    ...{ pseudonym, to: 'programmes', said: words.sent },
    send: () =>
      sendProgramme({ pseudonym, draft, bases: rememberedOf(pseudonym).bases, overruled: [...overruled.value] }),
    onSent: (isAll) => isAll && onSent(),
  });
  const send = (): void => {
    if (isReady) void act();
  };
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
      <Told told={told} onAgain={send} />
      <div class="row">
        <Button look="main" disabled={isBusy || !isReady} onPress={send}>
          {say(words.sendNow)}
        </Button>
        <Button onPress={onClose}>{say(words.cancel)}</Button>
      </div>
    </>
  );
}
