import {
  teamsDarkTheme,
  teamsHighContrastTheme,
  teamsLightTheme,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from '@fluentui/react-components';
import type { Host, ThemeName } from '../host/types.ts';

/** Teams' violet in Teams, Microsoft 365's blue elsewhere; high contrast is the same for all. */
export function chooseTheme(look: Host['look'], theme: ThemeName): Theme {
  if (theme === 'contrast') return teamsHighContrastTheme;
  if (look === 'teams') return theme === 'dark' ? teamsDarkTheme : teamsLightTheme;
  return theme === 'dark' ? webDarkTheme : webLightTheme;
}
