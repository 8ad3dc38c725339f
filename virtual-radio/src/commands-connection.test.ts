import { describe, expect, it } from 'vitest';
import { BAND, CENTRAL, connectTo, LINK, Scene } from '../test/host.js';

/** Clauses are of Core 5.4, Vol 4, Part E. */
const host = () => new Scene().host(CENTRAL);
const ADVERTISE = '010a200101';

/** LE Create Connection, legal but for what is given. */
function create(given: Partial<Record<'scan' | 'policy' | 'peer' | 'own' | 'link', string>>): string {
  const { scan = '6000 3000', policy = '00', peer = '00', own = '00', link = LINK } = given;
  return `010d2019 ${scan} ${policy} ${peer} 0200000000c0 ${own} ${link}`;
}

/** Least and most interval, latency, timeout, least and most event: what both commands judge alike. */
const PARAMETERS = [
  ['the least of everything', '0600 0600 0000 0a00 0000 0000', '00'],
  ['the most of everything', '800c 800c 0000 800c ffff ffff', '00'],
  ['an interval below 7.5 ms', '0500 0600 0000 2a00 0000 0000', '12'],
  ['an interval above 4 s', '0600 810c 0000 800c 0000 0000', '12'],
  ['a least interval that is more than the most', '0700 0600 0000 2a00 0000 0000', '12'],
  ['a latency above 499', '0600 0600 f401 800c 0000 0000', '12'],
  ['a timeout below 100 ms', '0600 0600 0000 0900 0000 0000', '12'],
  ['a timeout above 32 s', '0600 0600 0000 810c 0000 0000', '12'],
  ['a timeout of exactly two intervals with latency', '5000 5000 0100 2800 0000 0000', '12'],
  ['a timeout of just more than that', '5000 5000 0100 2900 0000 0000', '00'],
  ['a least event longer than the most', '0600 0600 0000 2a00 0200 0100', '12'],
] as const;

describe('LE Create Connection (7.8.12)', () => {
  it.each(PARAMETERS)('%s', (_, link, status) => {
    expect(host().say(create({ link }))).toEqual([`040f04${status}010d20`]);
  });

  it.each([
    ['a scan interval below', { scan: '0300 0300' }, '12'],
    ['a scan window longer than its interval', { scan: '1000 1100' }, '12'],
    ['a filter accept list', { policy: '01' }, '11'],
    ['a reserved filter policy', { policy: '02' }, '12'],
    ['an identity address', { peer: '02' }, '11'],
    ['a reserved kind of peer', { peer: '04' }, '12'],
    ['a resolvable address of its own', { own: '02' }, '11'],
    ['a random address that is not set', { own: '01' }, '12'],
  ])('%s', (_, given, status) => {
    expect(host().say(create(given))).toEqual([`040f04${status}010d20`]);
  });

  it('is disallowed while another is pending', () => {
    const central = host();
    central.say(create({}));
    expect(central.say(create({}))).toEqual(['040f040c010d20']);
  });

  it('is refused with 0x0B where there is a link to that peer', () => {
    const { central } = new Scene().pair();
    expect(central.say(connectTo(BAND))).toEqual(['040f040b010d20']);
  });

  it('ends with 0x0B where each waited for the other, so that two never have two links', () => {
    const scene = new Scene();
    const [one, other] = [scene.host(CENTRAL), scene.host(BAND)];
    one.say(connectTo(BAND));
    other.say(connectTo(CENTRAL));
    one.say(ADVERTISE);
    expect(other.take('043e1301')[0]).toMatch(/^043e130100/);
    one.take();
    other.say(ADVERTISE);
    expect(one.take()).toEqual([`043e13010b${'00'.repeat(17)}`]);
    expect([one, other].map(({ controller }) => controller.links.size)).toEqual([1, 1]);
    expect(other.controller.advertising).toBe(true);
    // Under another address it is the same controller.
    one.say('01052006 a1a2a3a4a5c6');
    one.say('0106200f a000 a000 00 01 00 000000000000 07 00');
    one.say(ADVERTISE);
    const again = other.say(`010d2019 6000 3000 00 01 a1a2a3a4a5c6 00 ${LINK}`);
    expect(again).toEqual(['040f0400010d20', `043e13010b${'00'.repeat(17)}`]);
  });

  it('makes the longest interval that is allowed, and tells both sides (7.7.65.1)', () => {
    const scene = new Scene();
    const [central, band] = [scene.host(CENTRAL), scene.host(BAND)];
    band.say(ADVERTISE);
    const link = '1200 0000 2a00 00'.replaceAll(' ', '');
    expect(central.say(connectTo(BAND))).toEqual([
      '040f0400010d20',
      `043e1301004000 00 00 0200000000c0 ${link}`.replaceAll(' ', ''),
    ]);
    expect(band.take()).toEqual([`043e1301004000 01 00 0100000000c0 ${link}`.replaceAll(' ', '')]);
  });

  it('shows each side the random address that the other uses', () => {
    const scene = new Scene();
    const [central, band] = [scene.host(CENTRAL), scene.host(BAND)];
    band.say('01052006 a1a2a3a4a5c6');
    band.say('0106200f a000 a000 00 01 00 000000000000 07 00');
    band.say(ADVERTISE);
    central.say('01052006 b1b2b3b4b5c6');
    const made = central.say(`010d2019 6000 3000 00 01 a1a2a3a4a5c6 01 ${LINK}`);
    expect(made[1]).toMatch(/^043e13010040000001a1a2a3a4a5c6/);
    expect(band.take()[0]).toMatch(/^043e13010040000101b1b2b3b4b5c6/);
  });
});

describe('LE Create Connection Cancel (7.8.13)', () => {
  it('ends the attempt with an event of status 0x02, and is disallowed without one', () => {
    const central = host();
    expect(central.say('010e2000')).toEqual(['040e04010e200c']);
    central.say(create({}));
    expect(central.say('010e2000')).toEqual(['040e04010e2000', `043e130102${'00'.repeat(17)}`]);
    expect(central.say('010e2000')).toEqual(['040e04010e200c']);
  });
});

describe('LE Connection Update (7.8.18)', () => {
  it.each(PARAMETERS)('%s', (_, link, status) => {
    const { central } = new Scene().pair();
    expect(central.say(`0113200e 4000 ${link}`)[0]).toBe(`040f04${status}011320`);
  });

  it('tells both sides what is now in force (7.7.65.3)', () => {
    const { central, band } = new Scene().pair();
    const update = '043e0a03004000280001000002';
    expect(central.say('0113200e 4000 1800 2800 0100 0002 0000 0000')).toEqual(['040f0400011320', update]);
    expect(band.take()).toEqual([update]);
  });

  it('is the central’s alone, and needs a link', () => {
    const { central, band } = new Scene().pair();
    expect(band.say(`0113200e 4000 ${LINK}`)).toEqual(['040f040c011320']);
    expect(central.say(`0113200e 4100 ${LINK}`)).toEqual(['040f0402011320']);
  });
});

describe('Disconnect (7.1.6)', () => {
  it.each(['05', '13', '14', '15', '1a', '29', '3b'])('passes the reason 0x%s on, and says 0x16 at home', (reason) => {
    const { central, band } = new Scene().pair();
    expect(central.say(`01060403 4000 ${reason}`)).toEqual(['040f0400010604', '04050400400016']);
    expect(band.take()).toEqual([`040504004000${reason}`]);
  });

  it('refuses any other reason, and a handle that is none', () => {
    const { central, band } = new Scene().pair();
    expect(central.say('01060403 4000 08')).toEqual(['040f0412010604']);
    expect(central.say('01060403 4100 13')).toEqual(['040f0402010604']);
    expect(band.take()).toEqual([]);
  });
});

describe('what a host may ask about a link', () => {
  it('Read Remote Version Information (7.1.23, 7.7.12)', () => {
    const { central } = new Scene().pair();
    expect(central.say('011d0402 4000')).toEqual(['040f0400011d04', '040c0800400009ffff0000']);
    expect(central.say('011d0402 0000')).toEqual(['040f0402011d04']);
  });

  it('LE Read Remote Features (7.8.21, 7.7.65.4)', () => {
    const { band } = new Scene().pair();
    expect(band.say('01162002 4000')).toEqual(['040f0400011620', '043e0c040040000100000000000000']);
    expect(band.say('01162002 0000')).toEqual(['040f0402011620']);
  });

  it('Read RSSI (7.5.4), whole even where there is no such link', () => {
    const { central } = new Scene().pair();
    expect(central.say('01051402 4000')).toEqual(['040e0701051400 4000 c4'.replaceAll(' ', '')]);
    expect(central.say('01051402 4100')).toEqual(['040e0701051402 4100 7f'.replaceAll(' ', '')]);
  });
});

describe('encryption (7.8.24 to 7.8.26)', () => {
  const KEY = '07'.repeat(16);
  const START = `0119201c 4000 0102030405060708 090a ${KEY}`;

  it('asks the peripheral for the key of this number and diversifier, and tells both when the keys agree', () => {
    const { central, band } = new Scene().pair();
    expect(central.say(START)).toEqual(['040f0400011920']);
    expect(band.take()).toEqual(['043e0d0540000102030405060708090a']);
    expect(band.say(`011a2012 4000 ${KEY}`)).toEqual(['040e06011a20004000', '04080400400001']);
    expect(central.take()).toEqual(['04080400400001']);
  });

  it('fails with 0x06 without a key, and can be tried again', () => {
    const { central, band } = new Scene().pair();
    for (let turn = 0; turn < 2; turn++) {
      central.say(START);
      expect(band.say('011b2002 4000')).toContain('040e06011b20004000');
      expect(central.take()).toEqual(['040f0400011920', '04080406400000'].slice(1));
    }
    central.say(START);
    band.say(`011a2012 4000 ${KEY}`);
    expect(central.take('0408')).toEqual(['04080400400001']);
  });

  it('with another key ends the link on both sides by 0x3D, for neither can read the other', () => {
    const { central, band } = new Scene().pair();
    central.say(START);
    band.take();
    expect(band.say(`011a2012 4000 ${'08'.repeat(16)}`)).toEqual(['040e06011a20004000', '0405040040003d']);
    expect(central.take()).toEqual(['0408043d400000', '0405040040003d']);
    expect(central.controller.links.size + band.controller.links.size).toBe(0);
  });

  it('fails with 0x06 where the peripheral’s host has masked the question (Vol 6, Part B, 5.1.3.1)', () => {
    const { central, band } = new Scene().pair();
    band.say('01012008 0f00000000000000');
    expect(central.say(START)).toEqual(['040f0400011920', '04080406400000']);
    expect(band.say(`011a2012 4000 ${KEY}`)).toEqual(['040e06011a200c4000']);
  });

  it('that is never answered ends the link by 0x22 after 40 s (Vol 6, Part B, 5.2), and not if it was', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    central.say(START);
    band.say(`011a2012 4000 ${KEY}`);
    scene.clock.advance(50_000);
    expect(central.take()).toEqual(['04080400400001']);
    central.say(START);
    band.take();
    scene.clock.advance(39_999);
    expect([...central.take(), ...band.take()]).toEqual([]);
    scene.clock.advance(1);
    expect([central.take(), band.take()]).toEqual([['04050400400022'], ['04050400400008']]);
  });

  it('that was asked for on a link that ended is no reason to end the next', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    central.say(START);
    central.say('01060403 4000 13');
    scene.connect(central, band);
    scene.clock.advance(50_000);
    expect([...central.take(), ...band.take()]).toEqual([]);
  });

  it('is disallowed to the peripheral, twice at a time, and as an answer to nothing', () => {
    const { central, band } = new Scene().pair();
    expect(band.say(START)).toEqual(['040f040c011920']);
    expect(band.say(`011a2012 4000 ${KEY}`)).toEqual(['040e06011a200c4000']);
    central.say(START);
    expect(central.say(START)).toEqual(['040f040c011920']);
    expect(central.say(`011a2012 4000 ${KEY}`)).toEqual(['040e06011a200c4000']);
    expect(central.say('011b2002 4100')).toEqual(['040e06011b20024100']);
  });
});
