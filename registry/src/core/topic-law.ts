import { DOWN_KINDS, isEchoTopic, parsePersonTopic, TOPICS, UP_KINDS } from '@fit4work/protocol';
import type { Principal } from './principal.js';

/* The topic law (SPEC.md section 16). What it does not allow is refused, $SYS and wider wildcards included. */

/** Whether a principal may publish on a topic. Only the checkpoint is retained. */
export function mayPublish(principal: Principal, topic: string, retain: boolean): boolean {
  if (topic === TOPICS.checkpoint) return principal.kind === 'anchor' && retain;
  if (retain) return false;
  if (topic === TOPICS.leaves) return principal.kind !== 'anchor';
  if (topic === TOPICS.anchorEcho) return principal.kind === 'anchor';
  if (isEchoTopic(topic)) return principal.kind === 'coach-api';
  const person = parsePersonTopic(topic);
  if (person === undefined) return false;
  if (principal.kind === 'agent') return person.direction === 'up' && person.pseudonym === principal.pseudonym;
  return principal.kind === 'coach-api' && person.direction === 'down';
}

/** Whether a principal may subscribe with a filter. */
export function maySubscribe(principal: Principal, filter: string): boolean {
  if (principal.kind === 'anchor') return filter === TOPICS.leaves || filter === TOPICS.anchorEcho;
  if (filter === TOPICS.checkpoint) return true;
  if (isEchoTopic(filter)) return principal.kind === 'coach-api';
  return principal.kind === 'agent' ? isOwnDown(principal.pseudonym, filter) : isUp(filter);
}

/**
 * Whether a message on a topic may be handed to a principal: the law once more at the last moment. A broker that keeps
 * sessions may have kept a refused filter beside an allowed one.
 */
export function mayReceive(principal: Principal, topic: string): boolean {
  if (topic === TOPICS.checkpoint) return principal.kind !== 'anchor';
  if (topic === TOPICS.leaves || topic === TOPICS.anchorEcho) return principal.kind === 'anchor';
  if (isEchoTopic(topic)) return principal.kind === 'coach-api';
  const person = parsePersonTopic(topic);
  if (person === undefined) return false;
  if (principal.kind === 'agent') return person.direction === 'down' && person.pseudonym === principal.pseudonym;
  return principal.kind === 'coach-api' && person.direction === 'up';
}

function isOwnDown(pseudonym: string, filter: string): boolean {
  return filter === TOPICS.allDown(pseudonym) || DOWN_KINDS.some((kind) => filter === TOPICS.down(pseudonym, kind));
}

/** `f4w/v1/{+ or one pseudonym}/up/{# or one kind}`: everybody's ascending messages, or a part of them. */
function isUp(filter: string): boolean {
  const match = /^f4w\/v1\/(?:\+|[0-9a-f]{32})\/up\/(#|\+|[a-z]+)$/.exec(filter);
  const [, last] = match ?? [];
  return last === '#' || last === '+' || UP_KINDS.some((kind) => kind === last);
}
