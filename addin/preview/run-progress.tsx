import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import type { Progress } from '../api/follow-run.ts';
import { useTexts } from '../i18n/texts.tsx';
import { writeNumber } from '../i18n/write-time.ts';

const useStyles = makeStyles({
  progress: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, marginBlock: 'auto' },
  detail: { color: tokens.colorNeutralForeground2 },
  numbers: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums', minHeight: '1lh' },
});

/** A run while it goes on. @param progress null while it is not known how much there is to do */
export function RunProgress({ title, detail, progress }: { title: string; detail: string; progress: Progress | null }) {
  const { t, language } = useTexts();
  const styles = useStyles();
  const isKnown = progress !== null && progress.total > 0;
  return (
    <div className={styles.progress}>
      <Text weight="semibold" role="status">
        {title}
      </Text>
      <ProgressBar
        thickness="large"
        aria-label={title}
        {...(isKnown ? { value: progress.done, max: progress.total } : {})}
      />
      <Text size={200} className={styles.numbers}>
        {isKnown &&
          t('preview.syncing.progress', {
            done: writeNumber(progress.done, language),
            total: writeNumber(progress.total, language),
          })}
      </Text>
      <Text className={styles.detail}>{detail}</Text>
    </div>
  );
}
