/**
 * Tells when somebody presses Enter in the window of a program; what else is typed there is nobody's.
 * @returns ends it, so that a program that waits for nothing more can end
 */
export function onEnter(input: NodeJS.ReadStream, pressed: () => void): () => void {
  const hear = (part: Buffer): void => {
    if (part.includes('\n')) pressed();
  };
  input.on('data', hear);
  return () => {
    input.off('data', hear);
    input.pause();
  };
}
