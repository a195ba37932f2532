/**
 * Light or dark: by the system, or as chosen in this browser. Runs in the head of the page, before anything is drawn; the dark colours are a style
 * sheet of their own, whose media query the choice replaces.
 */
import { readStored, store } from './stored.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const NAME = 'theme';
const SYSTEM = '(prefers-color-scheme: dark)';

export function readTheme(): Theme {
  const stored = readStored(NAME);
  return themes.find((theme) => theme === stored) ?? 'system';
}

export function keepTheme(theme: Theme): void {
  store(NAME, theme);
  applyTheme(theme);
}

/** The colour of the browser's own bars follows. */
export function applyTheme(theme: Theme): void {
  const media = { system: SYSTEM, light: 'not all', dark: 'all' }[theme];
  for (const element of document.querySelectorAll<HTMLLinkElement | HTMLMetaElement>('[data-dark]'))
    element.media = media;
}
