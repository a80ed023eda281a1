import { Switch } from '@fluentui/react-components';
import type { SettingsPatch } from '../../api/types.ts';
import { SettingRow } from './setting-row.tsx';
import { useSaveSetting } from './use-save-setting.ts';

interface SwitchSettingProps {
  label: string;
  hint: string;
  value: boolean;
  toPatch(value: boolean): SettingsPatch;
}

/** On or off, saved at once. */
export function SwitchSetting({ label, hint, value, toPatch }: SwitchSettingProps) {
  const saving = useSaveSetting();
  // A switch has two states: what is on its way is the other one.
  const shown = saving.pending === undefined ? value : !value;
  return (
    <SettingRow label={label} hint={hint} saving={saving} isNarrow>
      {(control) => (
        <Switch {...control} checked={shown} onChange={(_, { checked }) => saving.save(toPatch(checked))} />
      )}
    </SettingRow>
  );
}
