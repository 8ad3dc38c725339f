import { family } from '../../src/families/huami.js';
import type { Batch, Session, Wearable } from '../../src/wearable-port.js';
import { NOON, ScriptedLink, sessionAt, type Time } from '../scripted-link.js';
import { type HuamiScript, KEY, script } from './huami.js';

/** A Mi Band that let the agent in, from both sides. */
export interface OpenedHuami {
  readonly band: HuamiScript;
  readonly link: ScriptedLink;
  readonly wearable: Wearable;
  readonly time: Time;
}

export async function opened(more: Partial<HuamiScript> = {}, session: Partial<Session> = {}): Promise<OpenedHuami> {
  const band = Object.assign(script(), more);
  const link = new ScriptedLink(band);
  const time = { now: NOON };
  const wearable = await family.open(link, sessionAt(time, { key: KEY, ...session }));
  return { band, link, wearable, time };
}

/** Its history to the end, each batch acknowledged. */
export async function readAll(wearable: Wearable, since = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of wearable.history(since)) {
    batches.push(batch);
    await batch.acknowledge();
  }
  return batches;
}
