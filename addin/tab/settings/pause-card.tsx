import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, ClockRegular, PauseCircleRegular, type FluentIcon } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import type { GroupProps } from './groups.tsx';
import { useSaveSetting } from './use-save-setting.ts';

const useStyles = makeStyles({
  card: { marginBottom: tokens.spacingVerticalL },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalM,
  },
  state: { display: 'flex', gap: tokens.spacingHorizontalM, flex: '1 1 240px', minWidth: 0 },
  icon: { flexShrink: 0, fontSize: '24px' },
  title: { margin: 0, display: 'block' },
  detail: { display: 'block', color: tokens.colorNeutralForeground2 },
  error: { marginTop: tokens.spacingVerticalM },
});

type PauseState = 'never' | 'on' | 'paused';
const ICONS: Record<PauseState, FluentIcon> = {
  never: ClockRegular,
  on: CheckmarkCircleRegular,
  paused: PauseCircleRegular,
};

/** Whether anything is synchronised at all, and the switch for it. */
export function PauseCard({ settings: { paused } }: GroupProps) {
  const { t } = useTexts();
  const styles = useStyles();
  const { queries } = useApi();
  const { data: sync } = useQuery(queries.sync);
  const saving = useSaveSetting();
  const isPaused = saving.pending?.paused ?? paused;
  const state: PauseState = isPaused ? 'paused' : sync?.state === 'never' ? 'never' : 'on';
  const Icon = ICONS[state];
  return (
    <section aria-label={t('settings.pause.label')}>
      <Card className={styles.card}>
        <div className={styles.line}>
          <div className={styles.state} aria-live="polite">
            <Icon className={styles.icon} aria-hidden />
            <div>
              <Text as="h2" size={400} weight="semibold" className={styles.title}>
                {t(`settings.pause.${state}.title`)}
              </Text>
              <Text className={styles.detail}>{t(`settings.pause.${state}.detail`)}</Text>
            </div>
          </div>
          {state !== 'never' && (
            <Button appearance={isPaused ? 'primary' : 'secondary'} onClick={() => saving.save({ paused: !isPaused })}>
              {isPaused ? t('settings.pause.resume') : t('settings.pause.start')}
            </Button>
          )}
        </div>
        {saving.error !== null && (
          <div className={styles.error}>
            <ErrorBar error={saving.error} />
          </div>
        )}
      </Card>
    </section>
  );
}
