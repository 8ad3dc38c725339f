import { describe, expect, it } from 'vitest';
import { BAND, CENTRAL, connectTo, Scene } from '../test/host.js';

/** Clauses are of Core 5.4, Vol 4, Part E. */
const host = () => new Scene().host(CENTRAL);

const RANDOM = '01052006 0102030405c6';
const ADVERTISE = '010a200101';
const SCAN = '010c2002 01 01';

/** LE Set Advertising Parameters, legal but for what is given. */
function advertising(
  given: Partial<Record<'interval' | 'type' | 'own' | 'peer' | 'channels' | 'policy', string>>,
): string {
  const { interval = 'a000 a000', type = '00', own = '00', peer = '00', channels = '07', policy = '00' } = given;
  return `0106200f ${interval} ${type} ${own} ${peer} 000000000000 ${channels} ${policy}`;
}

describe('LE Set Advertising Parameters (7.8.5)', () => {
  it.each([
    ['the least interval, 20 ms', { interval: '2000 2000' }, '00'],
    ['the most interval, 10.24 s', { interval: '0040 0040' }, '00'],
    ['an interval below', { interval: '1f00 2000' }, '12'],
    ['an interval above', { interval: '2000 0140' }, '12'],
    ['a least interval that is more than the most', { interval: '2100 2000' }, '12'],
    ['no interval for high duty cycle directed advertising', { interval: '0000 0000', type: '01' }, '00'],
    ['low duty cycle directed advertising', { type: '04' }, '00'],
    ['a reserved type', { type: '05' }, '12'],
    ['a resolvable address of its own', { own: '02' }, '11'],
    ['a reserved kind of address', { own: '04' }, '12'],
    ['a reserved kind of peer', { peer: '02' }, '12'],
    ['one channel', { channels: '04' }, '00'],
    ['no channel', { channels: '00' }, '12'],
    ['a reserved channel', { channels: '08' }, '12'],
    ['a filter accept list', { policy: '01' }, '11'],
    ['a reserved filter policy', { policy: '04' }, '12'],
  ])('%s', (_, given, status) => {
    expect(host().say(advertising(given))).toEqual([`040e04010620${status}`]);
  });

  it('is disallowed while advertising, and allowed after', () => {
    const band = host();
    band.say(ADVERTISE);
    expect(band.say(advertising({}))).toEqual(['040e040106200c']);
    band.say('010a200100');
    expect(band.say(advertising({}))).toEqual(['040e0401062000']);
  });
});

describe('advertising data (7.8.7, 7.8.8)', () => {
  it.each([
    ['31 bytes', `1f${'aa'.repeat(31)}`, '00'],
    ['a length above 31', `20${'aa'.repeat(31)}`, '12'],
    ['no bytes', `00${'00'.repeat(31)}`, '00'],
    ['no padding', '02aabb', '00'],
    ['less than its length', '03aabb', '12'],
    ['more than there can be', `1f${'aa'.repeat(32)}`, '12'],
  ])('%s', (_, data, status) => {
    const length = (data.length / 2).toString(16).padStart(2, '0');
    expect(host().say(`010820${length}${data}`)).toEqual([`040e04010820${status}`]);
    expect(host().say(`010920${length}${data}`)).toEqual([`040e04010920${status}`]);
  });
});

describe('LE Set Advertising Enable (7.8.9)', () => {
  it('may be given twice, in either sense', () => {
    const band = host();
    for (const enable of ['01', '01', '00', '00']) {
      expect(band.say(`010a2001${enable}`)).toEqual(['040e04010a2000']);
    }
    expect(band.say('010a200102')).toEqual(['040e04010a2012']);
  });

  it('needs a random address where one is to be used', () => {
    const band = host();
    band.say(advertising({ own: '01' }));
    expect(band.say(ADVERTISE)).toEqual(['040e04010a2012']);
    band.say(RANDOM);
    expect(band.say(ADVERTISE)).toEqual(['040e04010a2000']);
  });
});

describe('LE Set Random Address (7.8.4)', () => {
  it.each([
    ['advertising', ADVERTISE],
    ['scanning', SCAN],
    ['initiating', connectTo(BAND)],
  ])('is disallowed while %s', (_, command) => {
    const central = host();
    expect(central.say(RANDOM)).toEqual(['040e0401052000']);
    central.say(command);
    expect(central.say(RANDOM)).toEqual(['040e040105200c']);
  });
});

describe('LE Set Scan Parameters (7.8.10)', () => {
  it.each([
    ['the least timing, 2.5 ms', '01 0400 0400 00 00', '00'],
    ['the most timing, 10.24 s', '00 0040 0040 00 00', '00'],
    ['an interval below', '01 0300 0300 00 00', '12'],
    ['an interval above', '01 0140 0400 00 00', '12'],
    ['a window longer than its interval', '01 1000 1100 00 00', '12'],
    ['a reserved type', '02 1000 1000 00 00', '12'],
    ['a resolvable address of its own', '01 1000 1000 03 00', '11'],
    ['a reserved kind of address', '01 1000 1000 04 00', '12'],
    ['a filter accept list', '01 1000 1000 00 01', '11'],
    ['a reserved filter policy', '01 1000 1000 00 04', '12'],
  ])('%s', (_, parameters, status) => {
    expect(host().say(`010b2007 ${parameters}`)).toEqual([`040e04010b20${status}`]);
  });

  it('is disallowed while scanning', () => {
    const central = host();
    central.say(SCAN);
    expect(central.say('010b2007 01 1000 1000 00 00')).toEqual(['040e04010b200c']);
  });
});

describe('LE Set Scan Enable (7.8.11)', () => {
  it('may be given twice, and refuses reserved values', () => {
    const central = host();
    for (const command of [SCAN, SCAN, '010c2002 00 00', '010c2002 00 00']) {
      expect(central.say(command)).toEqual(['040e04010c2000']);
    }
    expect(central.say('010c2002 02 00')).toEqual(['040e04010c2012']);
    expect(central.say('010c2002 01 02')).toEqual(['040e04010c2012']);
  });

  it.each(['00', '01'])('needs a random address where one is to be used, in a scan of type %s', (type) => {
    const central = host();
    central.say(`010b2007 ${type} 1000 1000 01 00`);
    expect(central.say(SCAN)).toEqual(['040e04010c2012']);
    central.say(RANDOM);
    expect(central.say(SCAN)).toEqual(['040e04010c2000']);
  });
});
