/**
 * A file that is dropped where nothing takes it has the browser leave the page for it: what was verified, or typed, would be
 * gone. Inside a `FileDrop` the drop is taken before it comes here.
 */
export function catchStrayFiles(): void {
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, (event) => {
      const { dataTransfer } = event;
      if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dataTransfer.dropEffect = 'none';
    });
  }
}
