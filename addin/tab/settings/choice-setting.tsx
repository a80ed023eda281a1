import { Select } from '@fluentui/react-components';
import { useState } from 'react';
import type { SettingsPatch } from '../../api/types.ts';
import { SettingRow } from './setting-row.tsx';
import { useSaveSetting } from './use-save-setting.ts';

interface ChoiceSettingProps {
  label: string;
  hint: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  toPatch(value: string): SettingsPatch;
}

/** One of several, saved at once. */
export function ChoiceSetting({ label, hint, value, options, toPatch }: ChoiceSettingProps) {
  const saving = useSaveSetting();
  const [chosen, setChosen] = useState(value);
  return (
    <SettingRow label={label} hint={hint} saving={saving}>
      {(control) => (
        <Select
          {...control}
          value={saving.pending === undefined ? value : chosen}
          onChange={(_, data) => {
            setChosen(data.value);
            saving.save(toPatch(data.value));
          }}
        >
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </SettingRow>
  );
}
