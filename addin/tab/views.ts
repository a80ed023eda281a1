import {
  CalendarLtrRegular,
  CalendarSyncRegular,
  HistoryRegular,
  SettingsRegular,
  ShieldTaskRegular,
  type FluentIcon,
} from '@fluentui/react-icons';
import { lazy, type ComponentType } from 'react';

export const VIEW_NAMES = ['overview', 'calendars', 'activity', 'settings', 'administration'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

interface View {
  Icon: FluentIcon;
  /** Loaded when it is opened. */
  Page: ComponentType;
  adminOnly: boolean;
}

export const VIEWS: Record<ViewName, View> = {
  overview: { Icon: CalendarLtrRegular, Page: lazy(() => import('./overview/overview.tsx')), adminOnly: false },
  calendars: { Icon: CalendarSyncRegular, Page: lazy(() => import('./calendars/calendars.tsx')), adminOnly: false },
  activity: { Icon: HistoryRegular, Page: lazy(() => import('./activity/activity.tsx')), adminOnly: false },
  settings: { Icon: SettingsRegular, Page: lazy(() => import('./settings/settings.tsx')), adminOnly: false },
  administration: {
    Icon: ShieldTaskRegular,
    Page: lazy(() => import('./administration/administration.tsx')),
    adminOnly: true,
  },
};

export function isViewName(name: string | null): name is ViewName {
  return VIEW_NAMES.some((known) => known === name);
}
