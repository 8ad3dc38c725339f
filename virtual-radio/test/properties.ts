import fc from 'fast-check';
import { expect } from 'vitest';
import { OPCODE } from '../src/hci.js';
import { acl, BAND, CENTRAL, connectTo, type Host, LINK, Scene } from './host.js';

/** What must hold whatever hosts say and whatever the air does; run shortly in every suite, and long in the slow ones. */
export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

const LEGAL = [
  '010a200101',
  '010a200100',
  '0106200f a000 a000 00 00 00 000000000000 07 00',
  '0106200f 2000 2000 01 00 00 0100000000c0 07 00',
  '010b2007 01 1000 1000 00 00',
  '010c2002 01 00',
  '010c2002 01 01',
  '010c2002 00 00',
  connectTo(CENTRAL),
  connectTo(BAND),
  '010e2000',
  '01060403 4000 13',
  `0113200e 4000 ${LINK}`,
  `0119201c 4000 ${'07'.repeat(26)}`,
  `011a2012 4000 ${'07'.repeat(16)}`,
  '011b2002 4000',
  '011d0402 4000',
  '01162002 4000',
  '01051402 4000',
  '01010c08 ffffffffffffff3f',
  '01030c00',
  acl('00'.repeat(27)),
  acl('00', { flag: 1 }),
].map((packet) => packet.replaceAll(' ', ''));

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength, size: 'max' }).map((array) => Buffer.from(array).toString('hex'));

/** A known command with any parameters, of any length. */
const known = fc.tuple(fc.constantFrom(...Object.values(OPCODE)), bytes(40)).map(([opcode, parameters]) => {
  const header = Buffer.from([1, opcode & 0xff, opcode >> 8, parameters.length / 2]);
  return header.toString('hex') + parameters;
});

/** A legal packet of which one byte is another. */
const bent = fc
  .tuple(fc.constantFrom(...LEGAL), fc.nat(), fc.integer({ min: 0, max: 255 }))
  .map(([packet, where, value]) => {
    const buffer = Buffer.from(packet, 'hex');
    buffer[where % buffer.length] = value;
    return buffer.toString('hex');
  });

const said = fc.record({
  by: fc.boolean(),
  packet: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...LEGAL) },
    { weight: 2, arbitrary: bent },
    { weight: 2, arbitrary: known },
    { weight: 1, arbitrary: bytes(300) },
  ),
  wait: fc.constantFrom(0, 0, 0, 5, 30, 500),
});

const air = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  loss: fc.constantFrom(0, 0, 0.1, 0.4),
  pace: fc.constantFrom(1, 3, 100),
  supervision: fc.boolean(),
  advertising: fc.constantFrom('at-once', 'at-interval'),
});

/** Half of the scripts begin with a link that is up: few would get as far by themselves. */
const linked = fc.boolean();

/** The opcode that an event answers, or undefined. */
function answered(packet: string): number | undefined {
  const buffer = Buffer.from(packet, 'hex');
  if (packet.startsWith('040e')) return buffer.readUInt16LE(4);
  return packet.startsWith('040f') ? buffer.readUInt16LE(5) : undefined;
}

function isWhole(packet: string): boolean {
  const buffer = Buffer.from(packet, 'hex');
  if (buffer[0] === 4) return buffer[2] === buffer.length - 3;
  return buffer[0] === 2 && buffer.readUInt16LE(3) === buffer.length - 5;
}

/** Whatever bytes hosts send, a controller neither throws nor hangs, and answers every command exactly once. */
export function answersEveryCommandOnce(runs: Runs): void {
  const property = fc.property(
    air,
    linked,
    fc.array(said, { maxLength: 60, size: 'max' }),
    (options, isLinked, words) => {
      const scene = new Scene(options);
      const hosts = [scene.host(CENTRAL), scene.host(BAND)] as const;
      if (isLinked) scene.connect(...hosts);
      const asked = hosts.map((): number[] => []);
      const heard = hosts.map((): string[] => []);
      for (const { by, packet, wait } of words) {
        const index = by ? 1 : 0;
        const buffer = Buffer.from(packet, 'hex');
        if (buffer[0] === 1 && buffer.length >= 4) asked[index]?.push(buffer.readUInt16LE(1));
        heard[index]?.push(...(hosts[index]?.say(packet) ?? []));
        scene.clock.advance(wait);
      }
      scene.clock.advance(40_000);
      for (const [index, host] of hosts.entries()) {
        const all = [...(heard[index] ?? []), ...host.take()];
        expect(all.filter((packet) => !isWhole(packet))).toEqual([]);
        expect(all.map(answered).filter((opcode) => opcode !== undefined)).toEqual(asked[index]);
        expect(host.say('01030c00').at(-1)).toBe('040e0401030c00');
        expect([host.controller.links.size, host.controller.advertising]).toEqual([0, false]);
      }
    },
  );
  fc.assert(property, runs);
}

type Step =
  | { readonly kind: 'send'; readonly from: 0 | 1; readonly count: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'range'; readonly inRange: boolean }
  | { readonly kind: 'update'; readonly parameters: string };

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('send' as const),
      from: fc.constantFrom(0 as const, 1 as const),
      count: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 200 }) }),
    fc.record({ kind: fc.constant('range' as const), inRange: fc.boolean() }),
    fc.record({
      kind: fc.constant('update' as const),
      parameters: fc.constantFrom('0600 0600 0000 c800 0000 0000', '2000 2000 0000 6400 0000 0000'),
    }),
  ),
  { maxLength: 60, size: 'max' },
);

/** One side of the link: what it may send, what it has sent and what it has got. */
class Side {
  readonly sent: string[] = [];
  readonly got: string[] = [];
  freed = 0;
  constructor(readonly host: Host) {}

  send(count: number): void {
    for (let sent = 0; sent < count && this.sent.length - this.freed < 24; sent++) {
      const data = this.sent.length.toString(16).padStart(6, '0');
      this.sent.push(data);
      this.host.controller.receive(Buffer.from(acl(data), 'hex'));
    }
  }

  gather(): void {
    this.got.push(...this.host.takeData());
    this.freed += this.host.take('0413').length;
  }

  get linked(): boolean {
    return this.host.controller.links.size > 0;
  }
}

function perform(scene: Scene, sides: readonly [Side, Side], step: Step): void {
  if (step.kind === 'wait') scene.clock.advance(step.ms);
  else if (step.kind === 'range') scene.air.setSignal(CENTRAL, BAND, step.inRange ? -70 : 'out-of-range');
  else if (step.kind === 'update') sides[0].host.say(`0113200e 4000 ${step.parameters}`);
  else if (sides[0].linked) sides[step.from].send(step.count);
  scene.clock.advance(0);
  for (const side of sides) side.gather();
}

/** Whatever is lost and however range changes, data arrives once and in order: all of it while the link lives. */
export function carriesDataOnceInOrder(runs: Runs): void {
  const chances = fc.record({
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    loss: fc.constantFrom(0, 0.05, 0.3),
    corruption: fc.constantFrom(0, 0.1),
    pace: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
  });
  const property = fc.property(chances, steps, ({ pace, ...options }, script) => {
    const scene = new Scene(pace === undefined ? options : { ...options, pace });
    const { central, band } = scene.pair('0c00 1200 0000 6400 0000 0000');
    const sides = [new Side(central), new Side(band)] as const;
    for (const step of script) perform(scene, sides, step);
    const alive = sides[0].linked;
    perform(scene, sides, { kind: 'range', inRange: true });
    perform(scene, sides, { kind: 'wait', ms: 30_000 });
    expect(sides[0].linked).toBe(sides[1].linked);
    for (const [side, other] of [sides, [sides[1], sides[0]]] as const) {
      expect(other.got).toEqual(side.sent.slice(0, other.got.length));
      expect(side.freed).toBeLessThanOrEqual(other.got.length);
      if (alive && sides[0].linked)
        expect([other.got.length, side.freed]).toEqual([side.sent.length, side.sent.length]);
    }
  });
  fc.assert(property, runs);
}
