import { useSignal } from '@preact/signals';
import { dayAfter } from '../../../kit/civil-days.js';
import { Button, Choice, Field, language, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { todayHere } from '../people/gather.js';
import { mondayOf } from '../person/weeks.js';
import { askService } from '../service.js';
import { readPlan } from '../shapes.js';
import { BodyFields, bodyOf } from './body-fields.js';
import * as words from './messages.js';
import { type Draft, draftOf } from './plan.js';
import { wholeNumber } from './whole-number.js';

/** As the coach API has them (protocol/SPEC.md, clause 21.3), each with its least and most weeks. */
const TEMPLATES = [
  { name: 'start-to-walk', said: 'walk', least: 4, most: 16 },
  { name: 'back-in-shape', said: 'shape', least: 4, most: 16 },
  { name: 'run-5-km', said: 'run', least: 8, most: 16 },
  { name: 'sleep-routine', said: 'sleep', least: 2, most: 8 },
] as const;
const AIMS = ['effort', 'steps', 'heart-rate'] as const;

const saidOf = (aim: (typeof AIMS)[number]) => say(words.aims, { aim });

/** Makes a plan of a template, for a coach to change. */
export function TemplateForm({ onMade }: { readonly onMade: (draft: Draft) => void }) {
  const template = useSignal<(typeof TEMPLATES)[number]['name']>('start-to-walk');
  const aim = useSignal<(typeof AIMS)[number]>('effort');
  const [from, weeks] = [useSignal(dayAfter(mondayOf(todayHere()), 7)), useSignal('8')];
  const [age, rate] = [useSignal(''), useSignal('')];
  const [tried, failure] = [useSignal(false), useSignal<unknown>(undefined)];
  const [{ least, most } = TEMPLATES[0]] = TEMPLATES.filter(({ name }) => name === template.value);
  const count = wholeNumber(weeks.value, least, most);
  const body = aim.value === 'heart-rate' ? bodyOf(age.value, rate.value) : undefined;
  const isLacking = count === undefined || from.value === '' || (aim.value === 'heart-rate' && body === undefined);
  const make = async (): Promise<void> => {
    [tried.value, failure.value] = [true, undefined];
    if (isLacking) return;
    const ask = { template: template.value, from: from.value, weeks: count, aim: aim.value, language: language.value };
    try {
      const told = await askService({
        ...{ path: '/v1/programmes/drafts', method: 'POST', read: readPlan },
        body: body === undefined ? ask : { ...ask, person: body },
      });
      onMade(draftOf(told, { id: undefined, body }));
    } catch (error) {
      failure.value = error;
    }
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <h2>{say(words.begin)}</h2>
      <p>{say(words.beginHow)}</p>
      <Choice
        label={say(words.template)}
        value={template.value}
        options={TEMPLATES.map(({ name, said }) => ({ value: name, label: say(words.templates, { name: said }) }))}
        onChange={(value) => {
          template.value = value;
        }}
      />
      <Field
        label={say(words.from)}
        type="date"
        value={from.value}
        error={tried.value && from.value === '' ? say(words.dayWrong) : undefined}
        onInput={(value) => {
          from.value = value;
        }}
      />
      <Field
        label={say(words.weeks)}
        help={say(words.weeksHelp, { least: `${least}`, most: `${most}` })}
        type="number"
        value={weeks.value}
        error={
          tried.value && count === undefined ? say(words.weeksWrong, { least: `${least}`, most: `${most}` }) : undefined
        }
        onInput={(value) => {
          weeks.value = value;
        }}
      />
      <Choice
        label={say(words.aim)}
        value={aim.value}
        options={AIMS.map((value) => ({ value, label: saidOf(value) }))}
        onChange={(value) => {
          aim.value = value;
        }}
      />
      {aim.value === 'heart-rate' && <BodyFields age={age} rate={rate} tried={tried.value} />}
      <div>
        <Button submits look="main" onPress={() => undefined}>
          {say(words.make)}
        </Button>
      </div>
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void make()} />}
    </form>
  );
}
