import type { Watch } from './office-events.ts';
import type { ThemeName } from './types.ts';

const FORCED_COLORS = '(forced-colors: active)';
const DARKER_THAN = 384;

/**
 * Outlook tells colours, and neither a name nor whether they are dark (learn.microsoft.com/javascript/api/office/office.officetheme);
 * before Mailbox 1.14 it tells nothing, and its panes are light.
 */
export function readOfficeTheme(theme: Office.OfficeTheme | undefined): ThemeName {
  if (matchMedia(FORCED_COLORS).matches) return 'contrast';
  const body = theme?.bodyBackgroundColor ?? '#ffffff';
  // Themes for high contrast paint every surface in one black; dark ones tell their controls from the page.
  if (sumColor(body) === 0 && theme && sumColor(theme.controlBackgroundColor) === 0) return 'contrast';
  return sumColor(body) < DARKER_THAN ? 'dark' : 'light';
}

/** Told of every change, be it Outlook's or the system's. */
export function watchOfficeTheme(
  watch: Watch<Office.OfficeThemeChangedEventArgs>,
  listener: (theme: ThemeName) => void,
): () => void {
  const media = matchMedia(FORCED_COLORS);
  const read = (): void => listener(readOfficeTheme(Office.context.officeTheme));
  media.addEventListener('change', read);
  // Where Outlook has not yet put the new theme into its context, the event carries it.
  const end = watch(({ officeTheme }) => listener(readOfficeTheme(officeTheme ?? Office.context.officeTheme)));
  return () => {
    media.removeEventListener('change', read);
    end();
  };
}

/** @param color `#rrggbb` @returns 0 black … 765 white */
function sumColor(color: string): number {
  const parts = color.match(/[0-9a-f]{2}/gi) ?? [];
  return parts.reduce((sum, part) => sum + parseInt(part, 16), 0);
}
