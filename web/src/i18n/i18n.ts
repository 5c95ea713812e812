import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import type { more } from './more.ts';

/** Of every key a text. */
export type Translation<Source = typeof en> = {
  [Key in keyof Source]: Source[Key] extends string ? string : Translation<Source[Key]>;
};

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en; more: typeof more };
    returnNull: false;
  }
}

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

export const languageOf = (locale: string): Language => (locale.toLowerCase().startsWith('de') ? 'de' : 'en');

export async function startTranslation(locale: string): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(languageOf(locale));
}

/** Texts other than English are loaded when they are wanted. */
export async function setLanguage(language: Language): Promise<void> {
  if (language === 'de' && !i18next.hasResourceBundle('de', 'translation')) {
    const { de, deMore } = await import('./de.ts');
    i18next.addResourceBundle('de', 'translation', de);
    i18next.addResourceBundle('de', 'more', deMore);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
