/* Whether anybody is at the page: what it asks by itself keeps nobody logged in. */

const presence = { isNow: true, sinceRound: true };

/** Whether nobody touched the page since the round before this one. */
export const isUntouched = (): boolean => !presence.isNow;

export function beginRound(): void {
  presence.isNow = presence.sinceRound;
  presence.sinceRound = false;
}

export function noticeTouches(): void {
  const touched = (): void => {
    presence.isNow = true;
    presence.sinceRound = true;
  };
  for (const act of ['keydown', 'pointerdown']) addEventListener(act, touched, { capture: true });
}
