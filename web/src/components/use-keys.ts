import { type HotkeyItem, useHotkeys } from '@mantine/hooks';

/** How long `g` waits for the letter of a list. */
const SEQUENCE_MS = 1_000;
let goPressedAt = 0;

export function pressGo(): void {
  goPressedAt = Date.now();
}

const inSequence = () => Date.now() - goPressedAt < SEQUENCE_MS;

/** Dialogs, menus and lists of choices have keys of their own. */
function isElsewhere(): boolean {
  if (document.querySelector('[aria-modal="true"]')) return true;
  return document.activeElement?.closest('[role="menu"], [role="listbox"], [role="dialog"]') != null;
}

/** Keys of the page: they work unless the user is writing, or in a dialog or menu. `when: 'go'`: only right after `g`. */
export function useKeys(keys: readonly HotkeyItem[], when: 'plain' | 'go' = 'plain'): void {
  useHotkeys(
    keys.map(
      ([key, handler, options]): HotkeyItem => [
        key,
        (event) => {
          if (isElsewhere() || inSequence() !== (when === 'go')) return;
          if (options?.preventDefault !== false) event.preventDefault();
          handler(event);
          if (when === 'go') goPressedAt = 0;
        },
        { preventDefault: false },
      ],
    ),
  );
}
