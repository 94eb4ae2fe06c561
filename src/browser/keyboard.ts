/** How keyboards differ from one system to the next. */

/** How Safari marks the key that ends a composition when it no longer counts as composing. */
const COMPOSITION_KEY = 229;

/** Whether a key belongs to an input method, which is choosing characters. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === COMPOSITION_KEY;

/** Whether a finger is how one points here. */
export const hasTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

/** Whether there is only a touch keyboard, as far as a browser says: its Enter breaks the line. */
export const isTouchOnly = (): boolean => hasTouch() && !matchMedia("(any-pointer: fine)").matches;
