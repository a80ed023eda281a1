import { createDefaultSettings } from '../store/defaults.ts';
import type { Settings } from '../store/types.ts';
import { mergeSettings, type SettingsPatch } from '../sync/choices.ts';
import { updateRecord } from '../sync/update-record.ts';
import type { Gates } from './gates.ts';
import type { SignedInUser } from './types.ts';

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
      const changed = await updateRecord(document, 'settings', 'self', (settings) => mergeSettings(settings, patch));
      return changed ?? createDefaultSettings();
    },
  };
}
