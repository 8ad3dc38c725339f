import { useSignal } from '@preact/signals';
import { announce, format, Notice, Progress, say } from '../../../kit/index.js';
import { askAgentFile } from '../agent.js';
import { PassphraseForm } from '../passphrase-form.js';
import * as words from './messages.js';

/** Everything, as one file that the browser keeps. */
export function ExportCard() {
  const come = useSignal<number | undefined>(undefined);
  const ready = useSignal<number | undefined>(undefined);
  const make = async (passphrase: string): Promise<void> => {
    ready.value = undefined;
    come.value = 0;
    try {
      const archive = await askAgentFile('/v1/export', { passphrase }, (count) => {
        come.value = count;
      });
      keepFile(archive, 'fit4work-export.tar');
      ready.value = archive.size;
      announce(say(words.exported, { size: format.bytes(archive.size) }));
    } finally {
      come.value = undefined;
    }
  };
  return (
    <section class="card stack">
      <h2>{say(words.exportTitle)}</h2>
      <p>{say(words.exportWhy)}</p>
      <Notice tone="care">
        <p>{say(words.exportCare)}</p>
      </Notice>
      <PassphraseForm act={say(words.exportNow)} onGive={make} />
      {come.value !== undefined && (
        <Progress label={say(words.exporting, { size: format.bytes(come.value) })} done={0} of={undefined} />
      )}
      {ready.value !== undefined && (
        <Notice tone="good">
          <p>{say(words.exported, { size: format.bytes(ready.value) })}</p>
        </Notice>
      )}
    </section>
  );
}

/** Hands it to the browser, which puts it where its owner keeps what is downloaded. */
function keepFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // By the next turn the browser has begun.
  setTimeout(() => URL.revokeObjectURL(url));
}
