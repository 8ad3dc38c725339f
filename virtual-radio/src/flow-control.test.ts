import { describe, expect, it } from 'vitest';
import { acl, BAND, CENTRAL, connectTo, Scene } from '../test/host.js';

/** Clauses are of Core 5.4, Vol 4, Part E. */
const BUFFERS = 24;
const FREED = '0413050140000100';

describe('flow control (4.1, 7.7.19)', () => {
  it('frees a buffer when the far host has taken the packet, and not before', () => {
    const { central, band } = new Scene().pair();
    band.takes = false;
    expect(central.say(acl('aa'))).toEqual([]);
    band.takes = true;
    expect(central.say(acl('bb'))).toEqual([FREED]);
    expect(band.takeData()).toEqual(['aa', 'bb']);
  });

  it('drops what is sent without a free buffer, and says so with Data Buffer Overflow (7.7.26)', () => {
    const { central, band } = new Scene().pair();
    band.takes = false;
    for (let sent = 0; sent < BUFFERS; sent++) expect(central.say(acl('aa'))).toEqual([]);
    expect(central.say(acl('bb'))).toEqual(['041a0101']);
    expect(band.takeData()).toEqual(Array(BUFFERS).fill('aa'));
  });

  it('shares the buffers among all links of a controller', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    const other = scene.host('c0:00:00:00:00:03');
    scene.connect(central, other);
    band.takes = false;
    for (let sent = 0; sent < BUFFERS; sent++) central.say(acl('aa'));
    expect(central.say(acl('bb', { handle: 0x41 }))).toEqual(['041a0101']);
    // A link that ends gives back what it held (7.7.5).
    central.say('01060403 4000 13');
    expect(central.say(acl('cc', { handle: 0x41 }))).toEqual(['0413050141000100']);
    expect(other.takeData()).toEqual(['cc']);
  });

  it('counts nothing twice for a link that has the handle of one before it', () => {
    const scene = new Scene();
    const { central, band } = scene.pair();
    const held: (() => void)[] = [];
    const slow = scene.air.attach((_, delivered) => held.push(delivered), { address: 'c0:00:00:00:00:03' });
    central.say('01060403 4000 13');
    slow.receive(Buffer.from('010a200101', 'hex'));
    central.say(connectTo('c0:00:00:00:00:03'));
    central.say(acl('aa'));
    central.say('01060403 4000 13');
    scene.connect(central, band);
    for (const delivered of held) delivered();
    scene.clock.advance(0);
    expect(central.take()).toEqual([]);
    expect(central.say(acl('bb'))).toEqual([FREED]);
  });
});

describe('fragments (5.4.2)', () => {
  it.each([
    ['00, a start', 0b00, '20'],
    ['10, a start', 0b10, '20'],
    ['01, a continuation', 0b01, '10'],
  ])('with the flag %s, reach a host as a start 10 or a continuation 01', (_, flag, towards) => {
    const { central, band } = new Scene().pair();
    central.say(acl('0100040002', { flag }));
    expect(band.take('02')).toEqual([`0240${towards}05000100040002`]);
  });

  it.each([
    ['the flag 11, which is not for LE', acl('aa', { flag: 0b11 })],
    ['a broadcast flag', acl('aa', { flag: 0b0100 })],
    ['a length that is not its own', '0240000500 aabb'],
    ['more than 251 bytes', acl('aa'.repeat(252))],
    ['a handle that is none', acl('aa', { handle: 0x41 })],
  ])('with %s are dropped', (_, packet) => {
    const { central, band } = new Scene().pair();
    expect(central.say(packet)).toEqual([]);
    expect(band.take()).toEqual([]);
    expect(central.say(acl('bb'))).toEqual([FREED]);
  });

  it('of 251 bytes pass, byte by byte, and each under the handle of its side', () => {
    const scene = new Scene();
    const [central, band] = [scene.host(CENTRAL), scene.host(BAND)];
    const first = scene.host('c0:00:00:00:00:03');
    scene.connect(central, first);
    scene.connect(central, band);
    const bytes = Buffer.from(Array.from({ length: 251 }, (_, index) => index)).toString('hex');
    central.say(acl(bytes, { handle: 0x41 }));
    expect(band.take('02')).toEqual([`024020fb00${bytes}`]);
    band.say(acl(bytes));
    expect(central.take('02')).toEqual([`024120fb00${bytes}`]);
  });
});
