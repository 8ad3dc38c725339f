import sodium from 'libsodium-wrappers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answering, failing, hanging } from '../../test/authority-server.js';
import { temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { HOUR, StampStage } from '../../test/stamp-stage.js';
import { attestationsOf } from './core/ots-proof.js';
import { parseOts } from './core/ots-reader.js';

describe('stamps of calendars', () => {
  const { path, remove } = temporaryFolder();
  let stage: StampStage;
  const alone = () => ({ calendars: { submit: [stage.calendar.url] } });

  beforeAll(() => sodium.ready);
  afterAll(remove);
  beforeEach(async () => {
    // No authority is asked here: none needs certificates.
    stage = await StampStage.open(new OpensslAuthority(path));
  });
  afterEach(() => stage.close());

  it('are pending first, and in a Bitcoin block once the calendar has them there', async () => {
    const { calendar, second } = stage;
    // A second calendar, which answers as the first does and leads to the first: only one of both is asked later.
    second.behave((body, request, response) => calendar.works(body, request, response));
    const stamper = stage.stamper({ calendars: { submit: [calendar.url, second.url] } });
    await stage.publish(0, 5);
    await stamper.round();
    stage.now += HOUR;
    await stage.publish(5, 7);
    await stamper.round();
    expect(await stage.verdicts({ ca: [] })).toEqual(['sound', 'pending', 'pending']);
    const header = calendar.mine(100, stage.now + 600);
    stage.now += HOUR;
    await stamper.round();
    expect(stage.count('stamp-upgraded')).toBe(2);
    const asked = calendar.asked.length;
    stage.now += HOUR;
    await stamper.round();
    expect(calendar.asked).toHaveLength(asked);
    const untold = await stage.verify({ ca: [] });
    expect(untold.verdict).toBe('unknown');
    expect(untold.findings[0]?.reason).toMatch(/merkle root of Bitcoin block 100 is [0-9a-f]{64}: give its header/);
    const shown = await stage.verify({ ca: [], headers: header });
    expect(shown).toMatchObject({ verdict: 'sound', findings: [{ verdict: 'sound' }, { verdict: 'sound' }] });
    expect(shown.findings[0]).toMatchObject({ authority: 'Bitcoin block 100', genTime: stage.now - 2 * HOUR + 600 });
    // Nobody signed a proof, and the header may be another block's: that convicts nobody.
    const other = await stage.verify({ ca: [], headers: `100 ${'00'.repeat(80)}\n` });
    expect(other).toMatchObject({ verdict: 'unknown', findings: [{ verdict: 'unknown' }, { verdict: 'unknown' }] });
    expect(other.findings[0]?.reason).toMatch(/merkle root of Bitcoin block 100, as its header was given, is another/);
  });

  it('never lead the anchor to an address that is not in its settings', async () => {
    const { calendar, second } = stage;
    // It takes digests and names another calendar, as the public pools do.
    second.behave((body, request, response) => calendar.works(body, request, response));
    const pool = { submit: [second.url] };
    await stage.publish(0, 5);
    await stage.stamper({ calendars: pool }).round();
    calendar.mine(100, stage.now);
    stage.now += HOUR;
    await stage.stamper({ calendars: pool }).round();
    expect(calendar.asked).toEqual([]);
    expect(second.asked.map(({ url }) => url)).toEqual(['/digest']);
    expect(stage.count('stamp-upgraded')).toBe(0);
    await stage.stamper({ calendars: { ...pool, upgrade: [calendar.url] } }).round();
    expect(stage.count('stamp-upgraded')).toBe(1);
  });

  it('show nobody the digest of the checkpoint: what a calendar gets is another each time', async () => {
    const digests: string[] = [];
    const { calendar } = stage;
    calendar.behave((body, request, response) => {
      digests.push(Buffer.from(body).toString('hex'));
      return failing(500)(body, request, response);
    });
    await stage.publish(0, 5);
    const stamper = stage.stamper(alone());
    await stamper.round();
    await stamper.round();
    expect(new Set(digests).size).toBe(2);
    calendar.behave(calendar.works);
    await stamper.round();
    expect(digests).not.toContain(Buffer.from(parseOts(stage.file('5.ots')).message).toString('hex'));
  });

  it('wait where the calendar is away, answers what is no proof, or hangs: one failure ends the hour of asking', async () => {
    const stamper = stage.stamper(alone());
    await stage.publish(0, 5);
    await stamper.round();
    stage.now += HOUR;
    await stage.publish(5, 7);
    await stamper.round();
    for (const behaviour of [failing(500), answering(() => Uint8Array.of(0x67))]) {
      stage.calendar.behave(behaviour);
      stage.now += HOUR;
      await stamper.round();
    }
    stage.calendar.behave(hanging);
    stage.now += HOUR;
    const round = stamper.round();
    await stamper.stop();
    await round;
    expect(stage.codes('stamp-upgrade-failed')).toEqual(['no-answer', 'malformed', 'no-answer']);
    expect(await stage.verdicts({ ca: [] })).toEqual(['sound', 'pending', 'pending']);
  });

  it('are refused where nothing known is promised', async () => {
    await stage.publish(0, 5);
    stage.calendar.behave(answering(() => Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 0])));
    const stamper = stage.stamper(alone());
    expect(await stamper.round()).toBe(false);
    expect(stage.codes('stamp-failed')).toEqual(['malformed']);
    stage.calendar.behave(failing(404));
    expect(await stamper.round()).toBe(false);
    stage.calendar.behave(stage.calendar.works);
    expect(await stamper.round()).toBe(true);
    expect(attestationsOf(parseOts(stage.file('5.ots')))).toMatchObject([{ attestation: { kind: 'pending' } }]);
  });
});
