import { fromBase64Url, toBase64Url } from '@fit4work/protocol';
import type { ErasureJournal, JournalEntry } from '../journal-port.js';
import { readingLine } from './journal-line.js';
import { type LineSource, openLines } from './line-journal.js';

const MEMBERS = ['identityKey', 'signingKey', 'erasure', 'certificate', 'sealed'] as const;
const NAME = 'The journal of erasures';

/** A file of lines of JSON, one an erasure. @throws CoachError `bad-config` */
export async function openErasureJournal(path: string, open: LineSource = openLines): Promise<ErasureJournal> {
  const { journal, lines } = await open({ path, name: NAME, setting: 'FIT4WORK_COACH_ERASURES' });
  try {
    const entries = lines.map((line) => readingLine(NAME, () => readLine(line)));
    return {
      entries,
      append: async (entry) => {
        const members = MEMBERS.map((name) => [name, toBase64Url(entry[name])]);
        await journal.append([JSON.stringify(Object.fromEntries(members))]);
        entries.push(entry);
      },
      close: () => journal.close(),
    };
  } catch (cause) {
    await journal.close();
    throw cause;
  }
}

function readLine(line: string): JournalEntry {
  const { identityKey, signingKey, erasure, certificate, sealed } = JSON.parse(line);
  return {
    ...{ identityKey: fromBase64Url(identityKey), signingKey: fromBase64Url(signingKey) },
    ...{ erasure: fromBase64Url(erasure), certificate: fromBase64Url(certificate), sealed: fromBase64Url(sealed) },
  };
}
