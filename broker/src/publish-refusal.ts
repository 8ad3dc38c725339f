import { TOPICS } from '@fit4work/protocol';
import { mayPublish, type Principal } from '@fit4work/registry';
import { LIMITS } from './core/limits.js';
import type { RefusalCode } from './core/refusal-code.js';
import type { LeafLaw } from './leaf-law.js';

/** What a client publishes. */
export interface Message {
  readonly topic: string;
  readonly retain: boolean;
  readonly qos: number;
  readonly payload: string | Buffer;
}

/** Why a message may not pass; undefined where it may, and then its leaves are paid for. */
export function refusalOfPublish(
  principal: Principal,
  { topic, retain, qos, payload }: Message,
  leafLaw: LeafLaw,
): RefusalCode | undefined {
  if (qos === 2) return 'quality-of-service';
  if (payload.length > LIMITS.payload) return 'payload-size';
  if (!mayPublish(principal, topic, retain)) return 'topic-publish';
  if (topic !== TOPICS.leaves) return undefined;
  const leaves = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return leafLaw.mayPublish(principal, leaves) ? undefined : 'too-many-leaves';
}
