import { fromBase64Url, fromHex, toBase64Url, toHex } from '@fit4work/protocol';
import type { Exclusion, ExclusionJournal } from '../journal-port.js';
import { readingLine } from './journal-line.js';
import { type LineSource, openLines } from './line-journal.js';

const NAME = 'The journal of exclusions';

/** A file of lines of JSON, one act each. @throws CoachError `bad-config`, `at-work` */
export async function openExclusionJournal(path: string, open: LineSource = openLines): Promise<ExclusionJournal> {
  const { journal, lines } = await open({ path, name: NAME, setting: 'FIT4WORK_COACH_EXCLUSIONS' });
  try {
    const entries = lines.map((line) => readingLine(NAME, () => readLine(line)));
    return {
      // Handed over once: nothing here keeps it.
      take: () => entries.splice(0),
      append: (exclusions) => journal.append(exclusions.map(writeLine)),
      close: () => journal.close(),
    };
  } catch (cause) {
    await journal.close();
    throw cause;
  }
}

const writeLine = (exclusion: Exclusion): string =>
  JSON.stringify(exclusion.act === 'retire' ? { ...exclusion, record: toBase64Url(exclusion.record) } : exclusion);

function readLine(line: string): Exclusion {
  const { act, invitation, pseudonym, record, since } = JSON.parse(line);
  if (act === 'retire') return { act, pseudonym: toHex(fromHex(pseudonym)), record: fromBase64Url(record) };
  if (act === 'resume') return { act, invitation: toHex(fromHex(invitation)), since: readSince(since) };
  if (act !== 'suspend' && act !== 'revoke') throw new TypeError('no such act');
  return { act, invitation: toHex(fromHex(invitation)) };
}

function readSince(since: unknown): number | null | undefined {
  if (since === undefined || since === null || typeof since === 'number') return since;
  throw new TypeError('no such time');
}
