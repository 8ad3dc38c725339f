import type { SigningKey } from '@fit4work/protocol';
import { openConsentJournal } from './adapters/consent-journal.js';
import { openErasureJournal } from './adapters/erasure-journal.js';
import { openExclusionJournal } from './adapters/exclusion-journal.js';
import type { LineSource } from './adapters/line-journal.js';
import { SqlAdministrationStore } from './adapters/sql/administration-store.js';
import type { Database } from './adapters/sql/dialect.js';
import { SqlLetterStore } from './adapters/sql/letter-store.js';
import { SqlReadStore } from './adapters/sql/read-store.js';
import { SqlRecordStore } from './adapters/sql/record-store.js';
import { SqlRecoveryStore } from './adapters/sql/recovery-store.js';
import { SqlRegistry } from './adapters/sql/registry.js';
import { SqlRetentionStore } from './adapters/sql/retention-store.js';
import { SqlSealedStore } from './adapters/sql/sealed-store.js';
import type { Holding } from './cluster/ports.js';
import type { Config } from './config.js';
import { InvitationMarks } from './core/invitation-marks.js';
import type { DistrictMeans } from './district.js';
import type { ConsentJournal, ErasureJournal, ExclusionJournal } from './journal-port.js';

/** What stands in the place of journals, in a test. */
export interface JournalOverrides {
  readonly journal?: (real: ErasureJournal) => ErasureJournal;
  readonly consentJournal?: (real: ConsentJournal) => ConsentJournal;
  readonly exclusionJournal?: (real: ExclusionJournal) => ExclusionJournal;
}

type Journals = Pick<DistrictMeans, 'journal' | 'consentJournal' | 'exclusionJournal'>;

/** The journals, all or none. @throws CoachError `bad-config`, `at-work` */
export async function openJournals(
  { erasures, consents, exclusions }: Pick<Config, 'erasures' | 'consents' | 'exclusions'>,
  overrides: JournalOverrides,
  source?: LineSource,
): Promise<Journals> {
  let [journal, consentJournal]: [ErasureJournal?, ConsentJournal?] = [];
  try {
    journal = await openErasureJournal(erasures, source);
    consentJournal = await openConsentJournal(consents, source);
    const exclusionJournal = await openExclusionJournal(exclusions, source);
    return {
      journal: overrides.journal?.(journal) ?? journal,
      consentJournal: overrides.consentJournal?.(consentJournal) ?? consentJournal,
      exclusionJournal: overrides.exclusionJournal?.(exclusionJournal) ?? exclusionJournal,
    };
  } catch (cause) {
    await Promise.all([journal, consentJournal].map((each) => each?.close()));
    throw cause;
  }
}

export const closeJournals = async ({ journal, consentJournal, exclusionJournal }: Journals): Promise<void> => {
  await Promise.all([journal, consentJournal, exclusionJournal].map((each) => each.close()));
};

export interface MeansOptions {
  readonly db: Database;
  readonly journals: Journals;
  readonly signingKey: SigningKey;
  /** Undefined where this is the only coach API, which looks after everybody. */
  readonly holding?: Holding;
}

export function meansOf({ db, journals, signingKey, holding }: MeansOptions): DistrictMeans {
  const name = holding?.name ?? '';
  const marks = new InvitationMarks(signingKey);
  return {
    ...journals,
    holding: holding ?? { isHeld: () => true },
    name,
    registry: new SqlRegistry(db, marks),
    administration: new SqlAdministrationStore(db, marks),
    records: new SqlRecordStore(db, name),
    reads: new SqlReadStore(db),
    letters: new SqlLetterStore(db, name),
    recovery: new SqlRecoveryStore(db),
    expiring: new SqlRetentionStore(db, name),
    sealed: new SqlSealedStore(db, name),
  };
}
