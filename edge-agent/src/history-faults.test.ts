import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failure, NOON, type Notify, type Script, ScriptedLink, sessionAt } from '../test/scripted-link.js';
import { print, record, script as watch } from '../test/wearables/banglejs.js';
import { script as band, DATA, YESTERDAY } from '../test/wearables/huami.js';
import { family as banglejs } from './families/banglejs.js';
import { family as huami } from './families/huami.js';
import type { Batch, Family } from './wearable-port.js';

/* A link that loses, doubles or swaps what is notified: the history is then the one that the wearable holds, or there is
   none of it and an error; never another one. */

type Fault = 'none' | 'drop' | 'double' | 'swap';
const fault = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fault>('none') },
  { weight: 1, arbitrary: fc.constantFrom<Fault>('drop', 'double', 'swap') },
);
const faults = fc.array(fault, { minLength: 40, maxLength: 40 });

/** Does to each thing in turn what its fault says. */
function faulty<T>(plan: readonly Fault[], pass: (thing: T) => void): (thing: T) => void {
  let turn = 0;
  let late: T | undefined;
  return (thing) => {
    const what = plan[turn++ % plan.length];
    if (what === 'swap' && late === undefined) {
      late = thing;
      return;
    }
    if (what !== 'drop') pass(thing);
    if (what === 'double') pass(thing);
    if (late !== undefined) pass(late);
    late = undefined;
  };
}

async function historyOf(family: Family, script: Script): Promise<readonly Batch[] | string> {
  const session = sessionAt({ now: NOON }, { key: script.key, silenceMs: 10, listen: false });
  const wearable = await family.open(new ScriptedLink(script), session);
  const batches: Batch[] = [];
  const code = await failure(
    (async () => {
      for await (const batch of wearable.history(0)) {
        batches.push(batch);
        await batch.acknowledge();
      }
    })(),
  );
  return code === 'none' ? batches : code;
}

const samples = (batches: readonly Batch[]): unknown => batches.flatMap((batch) => batch.samples);

describe('a history over a link that errs', () => {
  it('is that of the band, or an error, whatever becomes of its parts', async () => {
    const held = { from: YESTERDAY, minutes: 60, bytes: Array.from({ length: 240 }, (_, at) => (at % 4 ? at : 1)) };
    const newBand = () => Object.assign(band(), { held: [held] });
    const whole = await historyOf(huami, newBand());
    const kept = fc.asyncProperty(faults, async (plan) => {
      const script = newBand();
      const { write } = script;
      script.write = function (uuid, value, notify) {
        const parts = faulty<Uint8Array>(plan, (part) => notify(DATA, part));
        write.call(this, uuid, value, (where, what) => (where === DATA ? parts(what) : notify(where, what)));
      };
      const got = await historyOf(huami, script);
      if (typeof got === 'string') expect(['malformed', 'timeout']).toContain(got);
      else expect(samples(got)).toEqual(samples(whole as Batch[]));
    });
    await fc.assert(kept, { numRuns: 200 });
  });

  it('is that of the watch, or an error, whatever becomes of its lines', async () => {
    const records = Array.from({ length: 30 }, (_, block) => record(NOON - 86_400 + block * 600, { stp: block }));
    const newWatch = () => Object.assign(watch(), { records });
    const whole = await historyOf(banglejs, newWatch());
    let [same, refused] = [0, 0];
    const kept = fc.asyncProperty(faults, async (plan) => {
      const script = newWatch();
      const { write } = script;
      script.write = function (uuid, value, notify) {
        const lines = faulty<string>(plan, (line) => print(notify, line));
        write.call(this, uuid, value, byLine(lines));
      };
      const got = await historyOf(banglejs, script);
      if (typeof got === 'string') {
        refused++;
        expect(['malformed', 'timeout']).toContain(got);
      } else {
        same++;
        expect(samples(got)).toEqual(samples(whole as Batch[]));
      }
    });
    await fc.assert(kept, { numRuns: 200 });
    expect(Math.min(same, refused)).toBeGreaterThan(0);
  });
});

/** Puts what is notified together to lines again. */
function byLine(take: (line: string) => void): Notify {
  let text = '';
  return (_, value) => {
    const lines = (text + String.fromCharCode(...value.filter((byte) => byte !== 0x11))).split('\r\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line);
  };
}
