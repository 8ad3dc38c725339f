import type { Database } from './adapters/sql/dialect.js';
import type { AppOptions } from './app.js';
import type { Config } from './config.js';
import { openDistrict } from './district.js';
import { closeJournals, type JournalOverrides, meansOf, openJournals } from './district-means.js';
import { type Districts, Everybody } from './districts.js';
import { peopleOf } from './people.js';
import type { Registry } from './ports.js';
import { assembleService, type Service } from './service.js';
import type { Means, SharedParts } from './shared-parts.js';

/** Whom a process looks after, and how it comes to. */
export interface Looking {
  readonly districts: Districts;
  readonly shared: SharedParts;
  readonly service: Service;
  /** Of everybody, looked after here or not. */
  readonly registry: Registry;
  readonly claimant: (token: string) => Promise<string | undefined>;
  readonly people: AppOptions['coach']['people'];
  /** Undefined where nothing is passed on. */
  readonly passing: AppOptions['passing'];
  /** Names of what is looked after; undefined where that is everybody. */
  readonly names: () => readonly string[] | undefined;
  /** @param address where this process listens */
  start(address: string): void;
  /** What came is stored. */
  stop(): Promise<void>;
  /** When nothing comes any more. */
  close(): Promise<void>;
}

/** The only coach API of its database. @throws CoachError `bad-config`, `at-work`, `journal-failed` */
export async function lookAlone(
  means: Means,
  { config, overrides, db }: { readonly config: Config; readonly overrides: JournalOverrides; readonly db: Database },
): Promise<Looking> {
  const journals = await openJournals(config, overrides);
  try {
    const districts = new Everybody();
    const { shared, service } = await assembleService(means, districts);
    const whole = await openDistrict(shared, meansOf({ db, journals, signingKey: means.signingKey }));
    districts.begin(whole);
    const { registry, records, ledger, work } = whole;
    return {
      ...{ districts, shared, service, registry, passing: undefined },
      claimant: async () => undefined,
      people: (coach) => peopleOf(coach, { registry, records, ledger, clock: means.clock }),
      names: () => undefined,
      start: () => {},
      stop: () => work.stop(),
      close: () => work.close(),
    };
  } catch (cause) {
    await closeJournals(journals);
    throw cause;
  }
}
