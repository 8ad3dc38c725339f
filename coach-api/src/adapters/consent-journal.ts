import { fromBase64Url, toBase64Url, utf8 } from '@fit4work/protocol';
import type { ConsentJournal, JournaledConsent } from '../journal-port.js';
import { readingLine } from './journal-line.js';
import { type LineSource, openLines } from './line-journal.js';

const NAME = 'The journal of consent';

/** A file of lines of JSON, one a record of consent: the identity's key and the JWS that it signed. @throws CoachError `bad-config` */
export async function openConsentJournal(path: string, open: LineSource = openLines): Promise<ConsentJournal> {
  const { journal, lines } = await open({ path, name: NAME, setting: 'FIT4WORK_COACH_CONSENTS' });
  try {
    const entries = lines.map((line) => readingLine(NAME, () => readLine(line)));
    return {
      // Handed over once: nothing here keeps it.
      take: () => entries.splice(0),
      append: (consents) => journal.append(consents.map(writeLine)),
      close: () => journal.close(),
    };
  } catch (cause) {
    await journal.close();
    throw cause;
  }
}

const writeLine = ({ identityKey, record }: JournaledConsent): string =>
  JSON.stringify({ identityKey: toBase64Url(identityKey), record: Buffer.from(record).toString('latin1') });

function readLine(line: string): JournaledConsent {
  const { identityKey, record } = JSON.parse(line);
  return { identityKey: fromBase64Url(identityKey), record: utf8(record) };
}
