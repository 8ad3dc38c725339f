import { describeLink } from '../test/contracts/link-contract.js';
import { FakeLink } from '../test/fakes.js';
import { SmallBroker } from '../test/small-broker.js';
import { MqttLink } from './adapters/mqtt-link.js';

describeLink('over MQTT', async () => {
  const broker = await SmallBroker.start();
  const link = new MqttLink({
    url: broker.url,
    username: 'someone',
    clientId: 'someone-1',
    password: () => 'a token',
    subscriptions: ['down/#'],
    persistent: false,
    report: () => undefined,
  });
  return {
    link,
    up: () => {
      broker.accepting = true;
    },
    down: () => {
      broker.accepting = false;
      broker.drop();
    },
    silence: () => {
      broker.silent = true;
    },
    published: () => broker.published,
    tell: (topic, payload) => broker.tell(topic, payload),
    close: () => broker.close(),
  };
});

describeLink('in memory', async () => {
  const link = new FakeLink();
  return {
    link,
    up: () => link.connect(),
    down: () => link.drop(),
    silence: () => {
      link.silent = true;
    },
    published: () => link.published,
    tell: async (topic, payload) => link.handlers?.onMessage(topic, payload),
    close: async () => undefined,
  };
});
