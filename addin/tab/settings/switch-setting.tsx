import { makeStyles, Switch, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { SettingsPatch } from '../../api/types.ts';
import { SettingRow } from './setting-row.tsx';
import { useSaveSetting } from './use-save-setting.ts';

// Its own margin would set it apart from the other controls' edge.
const useStyles = makeStyles({ switch: { marginRight: `calc(-1 * ${tokens.spacingHorizontalS})` } });

interface SwitchSettingProps {
  label: string;
  hint: string;
  value: boolean;
  toPatch(value: boolean): SettingsPatch;
}

/** On or off, saved at once. */
export function SwitchSetting({ label, hint, value, toPatch }: SwitchSettingProps) {
  const styles = useStyles();
  const saving = useSaveSetting();
  const [chosen, setChosen] = useState(value);
  const change = (checked: boolean): void => {
    setChosen(checked);
    saving.save(toPatch(checked));
  };
  return (
    <SettingRow label={label} hint={hint} saving={saving} isNarrow>
      {(control) => (
        <Switch
          {...control}
          className={styles.switch}
          checked={saving.pending === undefined ? value : chosen}
          onChange={(_, { checked }) => change(checked)}
        />
      )}
    </SettingRow>
  );
}
