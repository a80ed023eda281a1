import { createDefaultSettings } from '../store/defaults.ts';
import type { Settings } from '../store/types.ts';
import { updateRecord } from '../sync/update-record.ts';
import type { Gates } from './gates.ts';
import type { SignedInUser } from './types.ts';

/** Only what is to change. */
export type SettingsPatch = { [Key in keyof Omit<Settings, 'reminders'>]?: Settings[Key] | undefined } & {
  reminders?: { [Key in keyof Settings['reminders']]?: Settings['reminders'][Key] | undefined } | undefined;
};

export interface SettingsService {
  read(user: SignedInUser): Promise<Settings>;
  change(user: SignedInUser, patch: SettingsPatch): Promise<Settings>;
}

export function createSettingsService(gates: Gates): SettingsService {
  return {
    async read(user) {
      const { document } = await gates.requireLink(user);
      return document.get('settings', 'self') ?? createDefaultSettings();
    },
    async change(user, patch) {
      const { document } = await gates.requireLink(user);
      const changed = await updateRecord(document, 'settings', 'self', (settings) => merge(settings, patch));
      return changed ?? createDefaultSettings();
    },
  };
}

function merge(settings: Settings, { reminders, ...patch }: SettingsPatch): Settings {
  return {
    ...settings,
    ...dropUndefined(patch),
    reminders: { ...settings.reminders, ...dropUndefined(reminders ?? {}) },
  };
}

function dropUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
