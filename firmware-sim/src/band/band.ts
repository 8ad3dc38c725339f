import { createCipheriv, randomBytes } from 'node:crypto';
import type HciSocket from '@fit4work/hci-seam';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { BandLogic } from '../core/band-logic.js';
import { BandMemory } from '../core/band-memory.js';
import { currentTime, encodeBandTime } from '../core/band-time.js';
import type { MinuteSource } from '../core/minute.js';
import { type Bleno, startBleno } from './bleno-host.js';
import { notifications, type Outflow, pacedOutflow } from './transfer.js';

const NAME = 'Fit4Work Band';
const FEE0 = 'fee0';
const FEE1 = 'fee1';
const CURRENT_TIME_SERVICE = '1805';
const CURRENT_TIME = '2a2b';
const SUCCESS = 0x00;

const huami = (short: string): string => `0000${short}0000351221180009af100700`;

export interface BandOptions {
  /** Lower case with colons. */
  readonly address: string;
  /** Sixteen bytes. */
  readonly authKey: Uint8Array;
  readonly source: MinuteSource;
  readonly onEvent?: (event: 'advertising' | 'connected' | 'disconnected') => void;
}

export interface Band {
  readonly address: string;
  close(): void;
}

type Notify = (value: Buffer) => void;

/**
 * A Huami-style band on bleno's GATT server: authentication, history, battery and clock. In the air its controller is
 * made and takes the band's address; a controller elsewhere has one already, and the band is told which.
 */
export function startBand(radio: Air | HciSocket.HciTarget, options: BandOptions): Band {
  const memory = new BandMemory(options.source);
  const logic = new BandLogic(memory, {
    encrypt: (block) => aesBlock(options.authKey, block),
    challenge: () => randomBytes(16),
  });
  const target = radio instanceof Air ? inProcessTransport(radio, options.address) : radio;
  const bleno = startBleno(target, (host, state) => {
    if (state !== 'poweredOn') return;
    host.setServices(services(host, memory, { logic, outflow }));
    host.startAdvertising(NAME, [FEE0, FEE1]);
    options.onEvent?.('advertising');
  });
  const outflow = pacedOutflow(bleno._bindings._hci);
  bleno.on('accept', () => {
    logic.linkChanged();
    options.onEvent?.('connected');
  });
  bleno.on('disconnect', () => {
    outflow.stop();
    logic.linkChanged();
    options.onEvent?.('disconnected');
  });
  return { address: options.address, close: () => bleno._bindings._hci._socket.stop() };
}

function services(bleno: Bleno, memory: BandMemory, conversation: { logic: BandLogic; outflow: Outflow }): object[] {
  const { Characteristic, PrimaryService } = bleno;
  const read = (uuid: string, value: () => Uint8Array): object =>
    new Characteristic({
      uuid,
      properties: ['read'],
      onReadRequest: (offset, done) => done(SUCCESS, Buffer.from(value()).subarray(offset)),
    });
  return [
    new PrimaryService({
      uuid: FEE0,
      characteristics: [...fetching(bleno, memory, conversation), read(huami('0006'), () => battery(memory.now))],
    }),
    new PrimaryService({ uuid: FEE1, characteristics: [authenticating(bleno, conversation.logic)] }),
    new PrimaryService({
      uuid: CURRENT_TIME_SERVICE,
      characteristics: [read(CURRENT_TIME, () => currentTime(memory.now))],
    }),
  ];
}

function authenticating(bleno: Bleno, logic: BandLogic): object {
  let notify: Notify | undefined;
  return new bleno.Characteristic({
    uuid: huami('0009'),
    properties: ['write', 'writeWithoutResponse', 'notify'],
    onSubscribe: (_size, given) => {
      notify = given;
    },
    onUnsubscribe: () => {
      notify = undefined;
    },
    onWriteRequest: (data, _offset, _noResponse, done) => {
      done(SUCCESS);
      notify?.(Buffer.from(logic.auth(data)));
    },
  });
}

/** 0004 steers, 0005 carries. */
function fetching(
  bleno: Bleno,
  memory: BandMemory,
  { logic, outflow }: { logic: BandLogic; outflow: Outflow },
): object[] {
  let answer: Notify | undefined;
  let carry: { size: number; notify: Notify } | undefined;
  const control = new bleno.Characteristic({
    uuid: huami('0004'),
    properties: ['write', 'writeWithoutResponse', 'notify'],
    onSubscribe: (_size, notify) => {
      answer = notify;
    },
    onUnsubscribe: () => {
      answer = undefined;
    },
    onWriteRequest: (data, _offset, _noResponse, done) => {
      done(SUCCESS);
      outflow.stop();
      const { reply, transfer } = logic.control(data);
      if (reply) answer?.(Buffer.from(reply));
      if (!transfer || !carry) return;
      outflow.send(notifications(memory.read(transfer), carry.size), carry.notify, () => {
        answer?.(Buffer.from(logic.transferred()));
      });
    },
  });
  const data = new bleno.Characteristic({
    uuid: huami('0005'),
    properties: ['notify'],
    onSubscribe: (size, notify) => {
      carry = { size, notify };
    },
    onUnsubscribe: () => {
      carry = undefined;
    },
  });
  return [control, data];
}

function aesBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** [1] percent, [2] 0 not charging, [10..17] last charge, [19] its level. */
function battery(now: number): Uint8Array {
  const value = new Uint8Array(20);
  value.set([0x0f, 80, 0]);
  value.set(encodeBandTime(now - 86_400), 10);
  value[19] = 100;
  return value;
}
