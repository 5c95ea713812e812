import { createContext, useCallback, useContext } from 'react';
import { useSearchParams } from 'wouter';

/** What any part of the page may ask of the frame around it. */
export interface Ui {
  /** Opens quick add, with a text to begin from. */
  addTask(text?: string): void;
  openTask(id: string | null): void;
  closeMenu(): void;
  showKeys(): void;
  showProblems(): void;
  showPalette(): void;
  /** Who is signed in, or what is known of them, is not as it was. */
  accountChanged(): void;
}

export const UiContext = createContext<Ui | null>(null);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (!ui) throw new Error('Expected a component inside the shell.');
  return ui;
}

/** The task that is open beside the page: part of the address, so that it can be shared and gone back from. */
export function useTaskParameter(): [string | null, (id: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const open = useCallback(
    (id: string | null) =>
      setParameters((previous) => {
        const next = new URLSearchParams(previous);
        if (id === null) next.delete('task');
        else next.set('task', id);
        return next;
      }),
    [setParameters],
  );
  return [parameters.get('task'), open];
}
