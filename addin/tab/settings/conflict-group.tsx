import { Radio, RadioGroup } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import type { GroupProps } from './groups.tsx';
import { SettingGroup } from './setting-group.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSaveSetting } from './use-save-setting.ts';

/** Who is right when both sides changed the same field. */
export function ConflictGroup({ settings: { conflictWinner } }: GroupProps) {
  const { t } = useTexts();
  const saving = useSaveSetting();
  return (
    <SettingGroup title={t('settings.conflictWinner.title')} detail={t('settings.conflictWinner.detail')}>
      <SettingRow label={t('settings.conflictWinner.label')} hint={t('settings.conflictWinner.hint')} saving={saving}>
        {({ 'aria-invalid': _, ...control }) => (
          <RadioGroup
            {...control}
            layout="horizontal"
            value={saving.pending?.conflictWinner ?? conflictWinner}
            onChange={(_, { value }) => saving.save({ conflictWinner: value === 'lupax' ? 'lupax' : 'outlook' })}
          >
            <Radio value="outlook" label={t('settings.conflictWinner.outlook')} />
            <Radio value="lupax" label={t('settings.conflictWinner.lupax')} />
          </RadioGroup>
        )}
      </SettingRow>
    </SettingGroup>
  );
}
