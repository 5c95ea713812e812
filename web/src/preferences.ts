import { useLocalStorage } from '@mantine/hooks';

/** What is set for this device rather than for the account. */
export type Density = 'comfortable' | 'compact';

const LOCALE_KEY = 'rondo-locale';

export const storedLocale = (): string | null => localStorage.getItem(LOCALE_KEY);
export const storeLocale = (locale: string): void => localStorage.setItem(LOCALE_KEY, locale);

export function useDensity() {
  return useLocalStorage<Density>({
    key: 'rondo-density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  });
}
