/** What may carry the messages: our own broker over aedes, or one of Debian's with our own before or beside it. */
export const BROKERS = ['aedes', 'mosquitto', 'rabbitmq'] as const;
export type BrokerName = (typeof BROKERS)[number];
