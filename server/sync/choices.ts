import { StoreError } from '../store/errors.ts';
import type { Settings, UserDocument } from '../store/types.ts';
import type { Direction } from './core/entry.ts';

/** Only what is to change. */
export type SettingsPatch = { [Key in keyof Omit<Settings, 'reminders'>]?: Settings[Key] | undefined } & {
  reminders?: { [Key in keyof Settings['reminders']]?: Settings['reminders'][Key] | undefined } | undefined;
};

/** What a person thinks of choosing: a dry run shows what would come of it before it is saved. */
export interface Proposal {
  /** By calendar. */
  directions: Readonly<Record<string, Direction>>;
  settings: SettingsPatch;
}

/**
 * What the user chose, as one run goes by it: as it was when the run began, so that nothing is carried out that was chosen
 * meanwhile and may be under review still.
 */
export interface Choices {
  settings: Settings;
  /** By calendar; one that is not there is off. */
  directions: ReadonlyMap<string, Direction>;
}

/** @throws StoreError `deleted` when the link was ended while somebody still had the document */
export function readSettings(document: UserDocument): Settings {
  const settings = document.get('settings', 'self');
  if (!settings) throw new StoreError('deleted', 'the data of this user were removed');
  return settings;
}

export function readChoices(document: UserDocument, proposal: Proposal = { directions: {}, settings: {} }): Choices {
  const stored = [...document.list('calendars')].map(([id, { direction }]) => [id, direction] as const);
  const proposed = stored.map(([id, direction]) => [id, proposal.directions[id] ?? direction] as const);
  return { settings: mergeSettings(readSettings(document), proposal.settings), directions: new Map(proposed) };
}

export function isInSync({ directions }: Choices, calendarId: string): boolean {
  return (directions.get(calendarId) ?? 'off') !== 'off';
}

export function mergeSettings(settings: Settings, { reminders, ...patch }: SettingsPatch): Settings {
  return {
    ...settings,
    ...dropUndefined(patch),
    reminders: { ...settings.reminders, ...dropUndefined(reminders ?? {}) },
  };
}

function dropUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
