import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalFields, LogFolder } from '../src/ports.js';
import { readStampKinds } from '../src/stamps/adapters/settings-file.js';
import { readStampTrust } from '../src/stamps/adapters/stamp-trust.js';
import type { StampReport } from '../src/stamps/stamp-report.js';
import { Stamper } from '../src/stamps/stamper.js';
import { verifyStamps } from '../src/stamps/verify-stamps.js';
import { answering, type Peer, startPeer } from './authority-server.js';
import { startCalendar, type TestCalendar } from './calendar.js';
import { appendAll, createKit, type LogKit, openLog, placedLeaves, type RunningLog } from './kit.js';
import type { OpensslAuthority } from './openssl-authority.js';

export const HOUR = 3600;
/** Authorities have a clock of their own, that of this machine: a stage begins in the hour in which it is. */
const FIRST_HOUR = Math.floor(Date.now() / 1000 / HOUR) * HOUR;

/** An authority whose certificates `root` and `tsa` are made, and one that expired, and one that nobody vouches for. */
export async function certify(authority: OpensslAuthority): Promise<void> {
  await authority.root('root');
  await authority.issue('tsa', 'root', { use: 'stamps' });
  await authority.issueExpired('gone', 'root');
  await authority.root('stranger');
  await authority.issue('strange', 'stranger', { use: 'stamps' });
}

interface Trust {
  readonly ca?: readonly string[];
  readonly headers?: string;
  readonly policies?: readonly string[];
  /** Files that a reader finds changed, or not at all. */
  readonly changed?: ReadonlyMap<string, Uint8Array | undefined>;
}

/** A log with two authorities and a calendar, and what a stamper made of it. */
export class StampStage {
  readonly kit: LogKit = createKit();
  readonly log: RunningLog = openLog(this.kit);
  readonly events: { readonly event: string; readonly fields: JournalFields }[] = [];
  now = FIRST_HOUR + 10;
  /** Called with each event. */
  onEvent: () => void = () => undefined;
  readonly authority: OpensslAuthority;
  readonly first: Peer;
  readonly second: Peer;
  readonly calendar: TestCalendar;

  private constructor(authority: OpensslAuthority, peers: readonly [Peer, Peer, TestCalendar]) {
    this.authority = authority;
    [this.first, this.second, this.calendar] = peers;
  }

  static async open(authority: OpensslAuthority): Promise<StampStage> {
    const works = answering((query) => authority.reply(query, { name: 'tsa' }));
    return new StampStage(authority, [await startPeer(works), await startPeer(works), await startCalendar()]);
  }

  async close(): Promise<void> {
    this.log.store.close();
    await Promise.all([this.first.close(), this.second.close(), this.calendar.close()]);
    this.kit.remove();
  }

  /** What the settings say of an authority. */
  entry(name: string, url: string): { name: string; url: string; caFile: string } {
    return { name, url, caFile: this.authority.path('root.pem') };
  }

  settings(value: unknown): string {
    const file = join(this.kit.folder, 'tsa.json');
    writeFileSync(file, JSON.stringify(value));
    return file;
  }

  /** Two authorities and a calendar. */
  readonly all = (): unknown => ({
    authorities: [this.entry('first', this.first.url), this.entry('second', this.second.url)],
    calendars: { submit: [this.calendar.url] },
  });

  /** One authority alone. */
  readonly one = (): unknown => ({ authorities: [this.entry('first', this.first.url)] });

  stamper(value: unknown = this.all(), folder: LogFolder = this.log.folder): Stamper {
    const say = (event: string, fields: JournalFields = {}): void => {
      this.events.push({ event, fields });
      this.onEvent();
    };
    const journal = { info: say, warn: say };
    return new Stamper({ folder, kinds: readStampKinds(this.settings(value)), journal, clock: () => this.now });
  }

  publish(from: number, to: number): Promise<string> {
    return appendAll(this.log, placedLeaves(from, to));
  }

  kept(): string[] {
    return readdirSync(join(this.kit.folder, 'log', 'stamps')).sort();
  }

  file(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.kit.folder, 'log', 'stamps', name)));
  }

  index(): string {
    return Buffer.from(this.file('index')).toString();
  }

  codes(event: string): (string | undefined)[] {
    return this.events.filter((each) => each.event === event).map(({ fields }) => fields.code);
  }

  count(event: string): number {
    return this.codes(event).length;
  }

  verify({ ca = ['root'], headers, policies = [], changed = new Map() }: Trust = {}): Promise<StampReport> {
    const headersFile = headers === undefined ? undefined : join(this.kit.folder, 'headers');
    if (headersFile !== undefined) writeFileSync(headersFile, headers ?? '');
    const caFiles = ca.map((name) => this.authority.path(`${name}.pem`));
    const read = async (path: string) => (changed.has(path) ? changed.get(path) : this.log.folder.read(path));
    return verifyStamps({ read, policies: [this.kit.policy] }, readStampTrust({ caFiles, policies, headersFile }));
  }

  /** The verdict of the whole, then of each. */
  async verdicts(trust: Trust = {}): Promise<string[]> {
    const { verdict, findings } = await this.verify(trust);
    return [verdict, ...findings.map((each) => each.verdict)];
  }
}
