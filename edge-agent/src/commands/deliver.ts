import { toHex } from '@fit4work/protocol';
import { type Context, enrolledIdentity, startDrain } from '../context.js';
import type { Language } from '../core/language.js';

/**
 * Drains the outbox until everything in it is stored and proven, or for so many seconds: what could not go out stays there
 * and goes out with `run`.
 */
export async function deliverFor(context: Context, seconds: number): Promise<void> {
  const drain = await startDrain(context, await enrolledIdentity(context), 'deliver');
  try {
    await drain.settled(AbortSignal.timeout(1000 * seconds));
  } finally {
    await drain.close();
  }
}

/** Whether the coach API has said, signed, that a record of ours is stored. */
export async function isDelivered({ outbox }: Context, leaf: string): Promise<boolean> {
  return (await outbox.records()).some((record) => record.received && toHex(record.leaf) === leaf);
}

const SENT = {
  en: ['Sent, and stored by the coach API.', 'Kept here; it goes out as soon as the agent runs and is online.'],
  nl: ['Verstuurd, en bewaard door de coach-API.', 'Hier bewaard; het vertrekt zodra de agent draait en online is.'],
} as const;

/** How far something that was just written has come. */
export const sentLine = (received: boolean, language: Language): string => SENT[language][received ? 0 : 1];
