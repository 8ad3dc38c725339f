import { mayPublish, maySubscribe, principalNamed } from '@fit4work/registry';
import { isClientIdOf } from './client-id.js';

/** Parameters of a question, of which each has a text. */
export type Question = Readonly<Record<string, string>>;

/**
 * What a broker asks about somebody who is in already. One that cannot tell whether a message is to be retained is answered as if it were
 * what the law wants.
 */
export function mayAct({ username = '', action, topic = '', retain }: Question): boolean {
  const principal = principalNamed(username);
  if (principal === undefined) return false;
  if (action === 'subscribe') return maySubscribe(principal, topic);
  if (action !== 'publish') return false;
  const ways = retain === undefined ? [false, true] : [retain === 'true' || retain === '1'];
  return ways.some((way) => mayPublish(principal, topic, way));
}

/* What RabbitMQ asks (rabbitmq_auth_backend_http): its MQTT plugin turns a topic into a routing key of the exchange amq.topic. */

const EXCHANGE = 'amq.topic';
const VHOST = '/';
const ACTIONS: Question = { write: 'publish', read: 'subscribe' };
const TURNED: Question = { '.': '/', '/': '.', '*': '+', '+': '*' };

export const rabbitVhost = ({ username = '', vhost }: Question): boolean =>
  vhost === VHOST && principalNamed(username) !== undefined;

/** Of the exchange everybody may read and write, by the law of topics; of queues everybody has the own. */
export function rabbitResource({ username = '', vhost, resource, name = '', permission }: Question): boolean {
  if (!rabbitVhost({ username, vhost: vhost ?? '' })) return false;
  if (resource === 'exchange') return name === EXCHANGE && permission !== 'configure';
  const [, clientId] = /^mqtt-subscription-(.+)qos[01]$/.exec(name) ?? [];
  return resource === 'queue' && clientId !== undefined && isClientIdOf(clientId, username);
}

export function rabbitTopic({ username = '', vhost, name, permission = '', routing_key: key = '' }: Question): boolean {
  const topic = key.replace(/[./*+]/g, (one) => TURNED[one] ?? one);
  return vhost === VHOST && name === EXCHANGE && mayAct({ username, action: ACTIONS[permission] ?? '', topic });
}
