import { useSignal } from '@preact/signals';
import {
  ASK_WORDS,
  announce,
  Button,
  DayField,
  Dialog,
  Disclosure,
  Field,
  FileDrop,
  Notice,
  Progress,
  Switch,
  say,
  Tabs,
} from '../../kit/index.js';
import * as words from './messages.js';

export function Controls() {
  return (
    <div class="grid">
      <Buttons />
      <Inputs />
      <Notices />
      <Views />
    </div>
  );
}

function Buttons() {
  const count = useSignal(0);
  const open = useSignal(false);
  const press = (): void => {
    count.value += 1;
    announce(say(words.pressed, { count: count.value }));
  };
  const close = (): void => {
    open.value = false;
  };
  return (
    <section class="card stack">
      <h2>{say(words.buttons)}</h2>
      <div class="row">
        <Button onPress={press} look="main">
          {say(words.press)}
        </Button>
        <Button onPress={press}>{say(words.plain)}</Button>
        <Button onPress={press} look="danger">
          {say(words.danger)}
        </Button>
        <Button onPress={press} look="quiet">
          {say(words.quiet)}
        </Button>
        <Button onPress={press} disabled>
          {say(words.disabled)}
        </Button>
      </div>
      <p>{say(words.pressed, { count: count.value })}</p>
      <Button
        onPress={() => {
          open.value = true;
        }}
      >
        {say(words.openDialog)}
      </Button>
      <Dialog title={say(words.dialogTitle)} open={open.value} onClose={close}>
        <p>{say(words.dialogBody)}</p>
        <Button onPress={close} look="main">
          {say(words.close)}
        </Button>
      </Dialog>
    </section>
  );
}

function Inputs() {
  const on = useSignal(true);
  const name = useSignal('');
  const note = useSignal('');
  const since = useSignal('2024-01-31');
  const files = useSignal(0);
  return (
    <section class="card stack">
      <h2>{say(words.inputs)}</h2>
      <Switch
        label={say(words.share)}
        help={say(words.shareHelp)}
        on={on.value}
        onChange={(value) => {
          on.value = value;
        }}
      />
      <Switch label={say(words.disabled)} on={false} onChange={() => undefined} disabled />
      <Field
        label={say(words.words)}
        help={say(words.wordsHelp)}
        error={name.value.includes('!') ? say(words.wordsError) : undefined}
        value={name.value}
        onInput={(value) => {
          name.value = value;
        }}
      />
      <Field
        label={say(words.note)}
        long
        value={note.value}
        onInput={(value) => {
          note.value = value;
        }}
      />
      <DayField
        label={say(words.since)}
        value={since.value}
        from="2024-01-01"
        until="2026-12-31"
        onChange={(day) => {
          since.value = day;
        }}
      />
      <FileDrop
        label={say(words.files)}
        help={say(words.filesHelp)}
        several
        onFiles={(given) => {
          files.value = given.length;
        }}
      />
      <p>{say(words.filesTaken, { count: files.value })}</p>
    </section>
  );
}

function Notices() {
  return (
    <section class="card stack">
      <h2>{say(words.notices)}</h2>
      {(['plain', 'good', 'care', 'bad'] as const).map((tone) => (
        <Notice key={tone} tone={tone} title={say(words.noticeTitle)}>
          <p>{say(words.noticeBody, { tone })}</p>
        </Notice>
      ))}
      {Object.entries(ASK_WORDS).map(([code, text]) => (
        <Notice key={code} tone="care">
          <p>{say(text)}</p>
        </Notice>
      ))}
    </section>
  );
}

function Views() {
  return (
    <section class="card stack">
      <h2>{say(words.views)}</h2>
      <Tabs
        label={say(words.views)}
        tabs={[
          { name: 'one', label: say(words.tabOne), body: () => <p>{say(words.tabOneBody)}</p> },
          { name: 'two', label: say(words.tabTwo), body: () => <p>{say(words.tabTwoBody)}</p> },
        ]}
      />
      <Disclosure label={say(words.more)}>
        <p>{say(words.moreBody)}</p>
      </Disclosure>
      <Progress label={say(words.half)} done={1} of={2} />
      <Progress label={say(words.unknown)} done={0} of={undefined} />
    </section>
  );
}
