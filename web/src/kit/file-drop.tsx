import { useId, useRef, useState } from 'preact/hooks';
import * as words from './messages.js';
import { say } from './say.js';

export interface FileDropProps {
  readonly label: string;
  readonly help: string;
  /** Never uploaded: the page reads them here. */
  readonly onFiles: (files: readonly File[]) => void;
  readonly several?: boolean;
}

/** Takes files that are dropped, or chosen by keyboard. */
export function FileDrop({ label, help, onFiles, several = false }: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(files);
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  return (
    <fieldset
      class={over ? 'drop drop-over stack-close' : 'drop stack-close'}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        take(event.dataTransfer?.files);
      }}
    >
      <label for={`${id}-file`}>
        <strong>{label}</strong>
      </label>
      <div>
        <button
          type="button"
          class="button button-plain"
          aria-describedby={`${id}-help`}
          onClick={() => input.current?.click()}
        >
          {say(several ? words.chooseFiles : words.chooseFile)}
          {/* Of several in one place each is told by its name alone, also in a list of buttons. */}
          <span class="for-ears"> {label}</span>
        </button>
      </div>
      {/* Its own button speaks the language of the browser, and not that of the page. */}
      <input
        ref={input}
        id={`${id}-file`}
        type="file"
        hidden
        multiple={several}
        onChange={({ currentTarget }) => {
          take(currentTarget.files);
          // The same file may be given twice.
          currentTarget.value = '';
        }}
      />
      {/* Last, and other words as another paragraph: what was chosen moves nothing here, however long its name. */}
      <p key={help} id={`${id}-help`} class="small muted">
        {help}
      </p>
    </fieldset>
  );
}
