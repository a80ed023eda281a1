import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import type { Settings } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { checkNumber, checkTime } from './check-typed.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { SettingGroup } from './setting-group.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TypedSetting } from './typed-setting.tsx';

export interface GroupProps {
  settings: Settings;
}

/** What is carried over beside ordinary appointments. */
export function ContentGroup({ settings }: GroupProps) {
  const { t } = useTexts();
  return (
    <SettingGroup title={t('settings.content.title')} detail={t('settings.content.detail')}>
      <SwitchSetting
        label={t('settings.includeProjects.label')}
        hint={t('settings.includeProjects.hint')}
        value={settings.includeProjects}
        toPatch={(includeProjects) => ({ includeProjects })}
      />
      {settings.includeProjects && <ProjectsOf settings={settings} />}
      <SwitchSetting
        label={t('settings.includeFreeEvents.label')}
        hint={t('settings.includeFreeEvents.hint')}
        value={settings.includeFreeEvents}
        toPatch={(includeFreeEvents) => ({ includeFreeEvents })}
      />
      <SwitchSetting
        label={t('settings.onlineMeetings.label')}
        hint={t('settings.onlineMeetings.hint')}
        value={settings.onlineMeetings}
        toPatch={(onlineMeetings) => ({ onlineMeetings })}
      />
    </SettingGroup>
  );
}

const AUTOMATIC = '';

/** Whose projects: people know names, not numbers, so Lupax is asked who is responsible for any. */
function ProjectsOf({ settings: { projectsOf } }: GroupProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const { data: owners = [] } = useQuery(queries.projectOwners);
  const isListed = projectsOf === null || owners.some(({ id }) => id === projectsOf);
  const options: [string, string][] = [
    [AUTOMATIC, t('settings.projectsOf.automatic')],
    ...owners.map(({ id, name }): [string, string] => [String(id), name]),
    ...(isListed
      ? []
      : [[String(projectsOf), t('settings.projectsOf.unlisted', { id: projectsOf })] as [string, string]]),
  ];
  return (
    <ChoiceSetting
      label={t('settings.projectsOf.label')}
      hint={t('settings.projectsOf.hint')}
      value={projectsOf === null ? AUTOMATIC : String(projectsOf)}
      options={options}
      toPatch={(value) => ({ projectsOf: value === AUTOMATIC ? null : Number(value) })}
    />
  );
}

const MOST_PAST_DAYS = 365;
const MOST_FUTURE_DAYS = 1_095;

/** How far the synchronisation reaches. */
export function WindowGroup({ settings }: GroupProps) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <SettingGroup title={t('settings.window.title')} detail={t('settings.window.detail')}>
      <TypedSetting
        type="number"
        label={t('settings.pastDays.label')}
        hint={t('settings.pastDays.hint')}
        unit={t('settings.days')}
        value={String(settings.pastDays)}
        check={(text) => checkNumber(text, 0, MOST_PAST_DAYS, texts)}
        toPatch={(text) => ({ pastDays: Number(text) })}
      />
      <TypedSetting
        type="number"
        label={t('settings.futureDays.label')}
        hint={t('settings.futureDays.hint')}
        unit={t('settings.days')}
        value={String(settings.futureDays)}
        check={(text) => checkNumber(text, 1, MOST_FUTURE_DAYS, texts)}
        toPatch={(text) => ({ futureDays: Number(text) })}
      />
    </SettingGroup>
  );
}

/** What the bot says and when it keeps quiet. */
export function RemindersGroup({ settings: { reminders } }: GroupProps) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <SettingGroup title={t('settings.reminders.title')} detail={t('settings.reminders.detail')}>
      <SwitchSetting
        label={t('settings.enabled.label')}
        hint={t('settings.enabled.hint')}
        value={reminders.enabled}
        toPatch={(enabled) => ({ reminders: { enabled } })}
      />
      <TypedSetting
        type="number"
        label={t('settings.leadMinutes.label')}
        hint={t('settings.leadMinutes.hint')}
        unit={t('settings.minutes')}
        value={String(reminders.leadMinutes)}
        isDisabled={!reminders.enabled}
        check={(text) => checkNumber(text, 0, 1_440, texts)}
        toPatch={(text) => ({ reminders: { leadMinutes: Number(text) } })}
      />
      <TypedSetting
        type="time"
        label={t('settings.quietFrom.label')}
        hint={t('settings.quietFrom.hint')}
        value={reminders.quietFrom}
        isDisabled={!reminders.enabled}
        check={(text) => checkTime(text, texts)}
        toPatch={(quietFrom) => ({ reminders: { quietFrom } })}
      />
      <TypedSetting
        type="time"
        label={t('settings.quietTo.label')}
        hint={t('settings.quietTo.hint')}
        value={reminders.quietTo}
        isDisabled={!reminders.enabled}
        check={(text) => checkTime(text, texts)}
        toPatch={(quietTo) => ({ reminders: { quietTo } })}
      />
    </SettingGroup>
  );
}

/** In German and English both languages bear their own names. */
const LANGUAGES = { de: 'Deutsch', en: 'English' } as const;

export function LanguageGroup({ settings: { language } }: GroupProps) {
  const { t } = useTexts();
  return (
    <SettingGroup title={t('settings.language.title')} detail={t('settings.language.detail')}>
      <ChoiceSetting
        label={t('settings.language.label')}
        hint={t('settings.language.hint')}
        value={language ?? AUTOMATIC}
        options={[[AUTOMATIC, t('settings.language.automatic')], ...Object.entries(LANGUAGES)]}
        toPatch={(value) => ({ language: value === 'de' || value === 'en' ? value : null })}
      />
    </SettingGroup>
  );
}
