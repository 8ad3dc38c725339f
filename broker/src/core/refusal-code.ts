/** Why a client was refused: counted, and logged without anything that the client sent. The list is closed. */
export const REFUSAL_CODES = [
  'bad-client-id',
  'bad-token',
  'unknown-key',
  'registry-away', // nobody knows any more whether the key still counts
  'wrong-subject',
  'will',
  'keep-alive', // none, a longer one than the broker waits, or a silence beyond it
  'too-many-connections',
  'topic-publish',
  'topic-subscribe',
  'topic-receive',
  'payload-size',
  'too-many-leaves',
  'quality-of-service',
  'slow-consumer', // does not read what is sent to it
  'protocol',
  'tls', // no handshake came about
  'queue-full',
  'behind-away', // the broker that this one stands before does not answer
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];
