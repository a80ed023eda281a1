/** What the stand-in for Office.js (office.ts, in the pane's frame) and the page around it (outlook.ts) say to each other. */
export type OfficeQuestion =
  | { office: 'start' }
  | { office: 'token' }
  /** `key`: the item's, see ItemFacts. */
  | { office: 'itemId'; key: string }
  | { office: 'save'; key: string }
  /** From now on the frame has handlers for these events, and for no others. */
  | { office: 'watch'; types: string[] };

/** The item that Outlook shows beside the pane. */
export interface ItemFacts {
  /** Names it for the time it is open; a draft has no id yet. */
  key: string;
  /** Organizers compose, attendees read (learn.microsoft.com/office/dev/add-ins/outlook/outlook-add-ins-overview#extension-points). */
  mode: 'read' | 'compose';
  /** Plain base64, as Exchange Web Services write it; null until the draft is saved. */
  itemId: string | null;
}

/** `Office.context.officeTheme`. */
export type ThemeColors = Record<
  'bodyBackgroundColor' | 'bodyForegroundColor' | 'controlBackgroundColor' | 'controlForegroundColor',
  string
>;

export interface StartFacts {
  language: string;
  theme: ThemeColors;
  item: ItemFacts | null;
  /** How much of Mailbox Outlook has, e.g. `1.15`. */
  mailbox: string;
}

/** An Office.js error: learn.microsoft.com/office/dev/add-ins/reference/javascript-api-for-office-error-codes. */
export interface OfficeFault {
  code: number;
  name: string;
  message: string;
}

/** What the page around the frame tells it unasked. */
export type OfficeEvent =
  { event: 'olkItemSelectedChanged'; item: ItemFacts | null } | { event: 'officeThemeChanged'; theme: ThemeColors };
