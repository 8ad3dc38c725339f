import { generatedMinutes, parseDate } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, codeOf, KEY, noise, readAll, Scene } from './air.js';

const pairing = { address: ADDRESS, key: KEY };
const day = () => generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-05-04') ?? 0, days: 1 });

let scene = new Scene();
afterEach(async () => {
  await scene.close();
  scene = new Scene();
});

/** Something that advertises under the band's address and answers every packet as `answer` says: whole ACL payloads. */
function impostor(answer: (packet: number) => readonly Buffer[]): () => void {
  let packets = 0;
  const controller = scene.air.attach((packet, delivered) => {
    delivered();
    if (packet[0] !== 2) return;
    for (const payload of answer(packets++)) {
      const header = Buffer.from([2, packet.readUInt8(1), 0, payload.length, 0]);
      controller.receive(Buffer.concat([header, payload]));
    }
  }, ADDRESS);
  controller.receive(Buffer.from('010a200101', 'hex'));
  return () => scene.air.detach(controller);
}

const att = (hex: string): Buffer => {
  const pdu = Buffer.from(hex, 'hex');
  return Buffer.concat([Buffer.from([pdu.length, 0, 4, 0]), pdu]);
};

async function expectSurvival(port: number, answer: (packet: number) => readonly Buffer[]): Promise<void> {
  const central = scene.central(port, { stepMs: 1200, silenceMs: 1200 });
  const leave = impostor(answer);
  expect(['timeout', 'link-lost', 'not-a-band', 'malformed', 'auth-refused', 'refused', 'not-found']).toContain(
    await codeOf(central.connect(pairing)),
  );
  leave();
  const band = await scene.band(day());
  const batches = await readAll(await central.connect(pairing));
  expect(batches).toHaveLength(1);
  await central.close();
  band.close();
}

describe('a central that meets an impostor', () => {
  // The answers come one a packet, the last for all that follow.
  it.each<[string, readonly string[]]>([
    ['empty answers', ['']],
    ['notifications cut short', ['1b', '1b00', '1d']],
    ['an MTU of zero and then silence', ['030000']],
    ['an MTU beyond all bounds', ['03ffff']],
    ['services without length', ['030001', '1100010005000018']],
    ['services that never end', ['030001', '1106010001000018']],
    ['characteristics that never end', ['030001', '1106010005000018', '01100600000a', '09070200020300002a']],
    ['errors for everything', ['0104000005']],
    ['requests of its own', ['020001', '0a0100', '080100ffff0328']],
  ])('survives %s, and then reads the true band', async (_, answers) => {
    const port = await scene.radio();
    await expectSurvival(port, (packet) => [att(answers[Math.min(packet, answers.length - 1)] ?? '')]);
  });

  it('survives packets that are not even L2CAP', async () => {
    const port = await scene.radio();
    await expectSurvival(port, () => [Buffer.alloc(0), Buffer.from([1]), Buffer.from([255, 255, 4, 0, 1])]);
  });

  it('survives noise on every channel', async () => {
    const port = await scene.radio();
    const next = noise(2021);
    await expectSurvival(port, () =>
      Array.from({ length: 40 }, () => {
        const pdu = Buffer.from(Array.from({ length: next() % 30 }, () => next() & 255));
        return Buffer.concat([Buffer.from([pdu.length, 0, 4 + (next() % 3), 0]), pdu]);
      }),
    );
  });

  it('survives a peer that vanishes at any step', async () => {
    const port = await scene.radio();
    const central = scene.central(port);
    const script = ['030001', '1106010005000018', '01100600000a', '09070200020300002a'].map(att);
    for (const step of [0, 1, 2, 3, 4]) {
      let leave = (): void => undefined;
      leave = impostor((packet) => {
        if (packet >= step) leave();
        return script.slice(packet).slice(0, 1);
      });
      expect(await codeOf(central.connect(pairing))).toBe('link-lost');
    }
  });
});

const isCreateConnection = (packet: Buffer): boolean => packet[0] === 1 && packet.readUInt16LE(1) === 0x200d;

describe('a central whose radio fails', () => {
  it('says so, and goes on when the radio is back', async () => {
    const port = await scene.radio();
    await scene.band(day());
    const central = scene.central(port);
    const wearable = await central.connect(pairing);
    await scene.radioOff();
    expect(await codeOf(readAll(wearable))).toMatch(/^(no-radio|closed)$/);
    expect(await codeOf(central.connect(pairing))).toBe('no-radio');
    await scene.radio(port);
    expect(await readAll(await central.connect(pairing))).toHaveLength(1);
  });

  it('gives up on a wearable that left between its advertisement and the connection', async () => {
    const port = await scene.radio();
    const band = await scene.band(day());
    const way = await scene.watchedWay(port, (packet) => {
      if (isCreateConnection(packet)) band.close();
      return true;
    });
    const central = scene.central(way, { connectMs: 300 });
    expect(await codeOf(central.connect(pairing))).toBe('timeout');
    await scene.band(day());
    expect(await readAll(await central.connect(pairing))).toHaveLength(1);
  });

  it('begins anew with a radio that hangs', async () => {
    const port = await scene.radio();
    await scene.band(day());
    let lost = 0;
    const way = await scene.watchedWay(port, (packet) => !isCreateConnection(packet) || lost++ > 0);
    const central = scene.central(way, { connectMs: 300 });
    expect(await codeOf(central.connect(pairing))).toBe('timeout');
    expect(await readAll(await central.connect(pairing))).toHaveLength(1);
  });

  it('does not wait for ever for a write that is never confirmed', async () => {
    const port = await scene.radio();
    await scene.band(day());
    let swallow = false;
    const way = await scene.watchedWay(port, (packet) => !(swallow && packet[0] === 2));
    const central = scene.central(way, { stepMs: 300 });
    const wearable = await central.connect(pairing);
    swallow = true;
    expect(await codeOf(readAll(wearable))).toBe('timeout');
    swallow = false;
    expect(await readAll(await central.connect(pairing))).toHaveLength(1);
  });

  it('does not find a wearable that is taken by another central, and finds it when it is free', async () => {
    const port = await scene.radio();
    await scene.band(day());
    const [one, other] = [scene.central(port), scene.central(port, { findMs: 300 })];
    const wearable = await one.connect(pairing);
    expect(await codeOf(other.connect(pairing))).toBe('not-found');
    await wearable.close();
    expect(await readAll(await other.connect(pairing))).toHaveLength(1);
  });

  it('is closed for good once closed, in the middle of a search too', async () => {
    const port = await scene.radio();
    const central = scene.central(port);
    const search = codeOf(central.connect(pairing));
    await central.close();
    expect(await search).toBe('closed');
    expect(await codeOf(central.connect(pairing))).toBe('closed');
  });
});
