import { describe, expect, it } from 'vitest';
import { BAND, CENTRAL, hex, LINK, Scene } from '../test/host.js';

/** Clauses are of Core 5.4, Vol 4, Part E. */
const central = () => new Scene().host(CENTRAL);

describe('the answers of a controller', () => {
  it.each([
    ['Set Event Mask (7.3.1)', '01010c08 ffffffffffffff3f', '040e0401010c00'],
    ['Reset (7.3.2)', '01030c00', '040e0401030c00'],
    ['Read LE Host Support (7.3.78)', '016c0c00', '040e06016c0c000000'],
    ['Write LE Host Support (7.3.79)', '016d0c02 0100', '040e04016d0c00'],
    ['Read Local Version Information (7.4.1): 5.0', '01011000', '040e0c0101100009000009ffff0000'],
    [
      'Read Local Supported Commands (7.4.2)',
      '01021000',
      `040e4401021000${'20 00 80 00 00 c0'}${'00'.repeat(8)}a822${'00'.repeat(8)}60f73fa40f${'00'.repeat(35)}`,
    ],
    ['Read Local Supported Features (7.4.3): LE alone', '01031000', '040e0c010310000000000060000000'],
    ['Read Buffer Size (7.4.5)', '01051000', '040e0b01051000fb000018000000'],
    ['Read BD_ADDR (7.4.6)', '01091000', '040e0a010910000100000000c0'],
    ['LE Set Event Mask (7.8.1)', '01012008 1f00000000000000', '040e0401012000'],
    ['LE Read Buffer Size (7.8.2): 24 of 251 bytes', '01022000', '040e0701022000fb0018'],
    ['LE Read Local Supported Features (7.8.3): encryption', '01032000', '040e0c010320000100000000000000'],
    ['LE Read Advertising Physical Channel Tx Power (7.8.6)', '01072000', '040e050107200000'],
    ['LE Read Supported States (7.8.27)', '011c2000', '040e0c011c2000ffffffffff030000'],
  ])('%s', (_, command, answer) => {
    expect(central().say(command)).toEqual([hex(answer).toString('hex')]);
  });

  it('LE Rand gives eight other bytes each time (7.8.23)', () => {
    const host = central();
    const [first, second] = [host.say('01182000')[0], host.say('01182000')[0]];
    expect(first).toMatch(/^040e0c01182000[0-9a-f]{16}$/);
    expect(second).not.toBe(first);
  });

  it.each([
    ['an unknown command', '01432000', '01432001'],
    ['an unknown vendor command', '01ff fc 00', '01fffc01'],
    ['no command at all, opcode zero', '01000000', '01000001'],
    ['too few parameters', '010c2001 00', '010c2012'],
    ['too many parameters', '01030c01 00', '01030c12'],
    ['a length that is not that of the packet', '01030c05', '01030c12'],
    ['a value of LE Supported Host that is none', '016d0c02 0200', '016d0c12'],
  ])('says by its status what is wrong with %s (Vol 1, Part F)', (_, command, answer) => {
    expect(central().say(command)).toEqual([`040e04${answer}`]);
  });

  it.each([
    ['Disconnect', '0604'],
    ['Read Remote Version Information', '1d04'],
    ['LE Create Connection', '0d20'],
    ['LE Connection Update', '1320'],
    ['LE Read Remote Features', '1620'],
    ['LE Enable Encryption', '1920'],
  ])('of %s to a wrong length come in a Command Status, as all its others (4.4)', (_, opcode) => {
    expect(central().say(`01${opcode}01 00`)).toEqual([`040f041201${opcode}`]);
    expect(central().say(`01${opcode}00`)).toEqual([`040f041201${opcode}`]);
  });

  it.each(['', '01', '010c', '03400001ff', '04030000', '05', '0240'])(
    'drop what is no packet of a host: %s',
    (bytes) => {
      const host = central();
      expect(host.say(bytes)).toEqual([]);
      expect(host.say('01030c00')).toEqual(['040e0401030c00']);
    },
  );
});

describe('event masks', () => {
  it('let no LE Meta event through before a host asks for them (7.3.1)', () => {
    const scene = new Scene();
    const [host, band] = [scene.host(CENTRAL), scene.host(BAND)];
    band.say('010a200101');
    host.say('01030c00');
    expect(host.say('010c2002 01 01')).toEqual(['040e04010c2000']);
    expect(host.say('01010c08 ffffffffffffff3f')).toEqual(['040e0401010c00']);
    expect(host.say('010c2002 01 01')).toEqual(['040e04010c2000', '043e0c020100000200000000c000c4']);
  });

  it('of LE events mask each by itself (7.8.1)', () => {
    const scene = new Scene();
    const [host, band] = [scene.host(CENTRAL), scene.host(BAND)];
    band.say('010a200101');
    host.say('01012008 fd00000000000000');
    expect(host.say('010c2002 01 01')).toEqual(['040e04010c2000']);
    host.say('01012008 0200000000000000');
    expect(host.say('010c2002 01 01')).toContain('043e0c020100000200000000c000c4');
  });

  it('mask Disconnection Complete, but never the answers to commands and data', () => {
    const scene = new Scene();
    const { central: host, band } = scene.pair();
    host.say('01010c08 0000000000000000');
    expect(host.say('02400001 00 ff')).toEqual(['0413050140000100']);
    band.say('01060403 4000 13');
    expect(host.say('01051000')).toEqual(['040e0b01051000fb000018000000']);
    expect(host.controller.links.size).toBe(0);
  });
});

describe('Reset (7.3.2)', () => {
  it('brings back every default, and ends what was going on', () => {
    const scene = new Scene();
    const host = scene.host(CENTRAL);
    const used = [
      '016d0c02 0100',
      '01052006 010203040506',
      `010820 20 02 0a0b${'00'.repeat(29)}`,
      `01092020 02 0c0d${'00'.repeat(29)}`,
      `0106200f a000 a000 03 01 00 000000000000 07 00`,
      '010b2007 01 1000 1000 00 00',
    ];
    for (const command of used) expect(host.say(command)[0]).toMatch(/^040e0401....00$/);
    host.say('010a200101');
    host.say('010c20020100');
    host.say(`010d2019 6000 3000 00 00 020000000000 00 ${LINK}`);
    expect(host.say('01030c00')).toEqual(['040e0401030c00']);
    expect(host.say('016c0c00')).toEqual(['040e06016c0c000000']);
    expect(host.say('010e2000')).toEqual(['040e04010e200c']);
    const listener = scene.host(BAND);
    listener.say('010b2007 01 1000 1000 00 00');
    expect(listener.say('010c2002 01 00')).toEqual(['040e04010c2000']);
    host.say('010a200101');
    // Connectable, from the public address, and without data; a scan response without data after it.
    expect(listener.take()).toEqual(['043e0c020100000100000000c000c4', '043e0c020104000100000000c000c4']);
    // It scanned, and does no more, though it may hear again what it is told.
    host.say('01010c08 ffffffffffffff3f');
    listener.say('010a200101');
    expect(host.take()).toEqual([]);
  });

  it('tells the own host nothing of its links, and the peers that they are gone', () => {
    const { central: host, band } = new Scene().pair();
    expect(host.say('01030c00')).toEqual(['040e0401030c00']);
    expect(band.take()).toEqual(['04050400400008']);
    expect(host.say('02400001 00 ff')).toEqual([]);
  });
});

describe('the vendor command for an address', () => {
  it('takes a free one, and none that is in use', () => {
    const scene = new Scene();
    const host = scene.host(CENTRAL);
    scene.host(BAND);
    expect(host.say('0101fc06 0200000000c0')).toEqual(['040e040101fc0c']);
    expect(host.say('0101fc06 0900000000c0')).toEqual(['040e040101fc00']);
    expect(host.say('01091000')).toEqual(['040e0a010910000900000000c0']);
  });

  it('changes nothing while there is a link', () => {
    const { central: host } = new Scene().pair();
    expect(host.say('0101fc06 0900000000c0')).toEqual(['040e040101fc0c']);
    expect(host.say('0101fc06 0100000000c0')).toEqual(['040e040101fc00']);
  });
});
