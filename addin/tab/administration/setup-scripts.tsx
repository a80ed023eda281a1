import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { ScriptBlock } from './script-block.tsx';
import { useFoldStyles } from './fold-styles.ts';

const useStyles = makeStyles({
  detail: { display: 'block', marginTop: tokens.spacingVerticalXS, color: tokens.colorNeutralForeground2 },
  list: { display: 'grid', gap: tokens.spacingVerticalL, margin: `${tokens.spacingVerticalM} 0 0`, padding: 0 },
  item: { display: 'grid', gap: tokens.spacingVerticalXS, minWidth: 0, listStyleType: 'none' },
});

/** What an administrator would click, as scripts with the organisation's own ids; asked for when it is unfolded. */
export function SetupScripts() {
  const { t } = useTexts();
  const styles = useStyles();
  const fold = useFoldStyles();
  const { queries } = useApi();
  const [isOpen, setOpen] = useState(false);
  const scripts = useQuery({ ...queries.setupScripts, enabled: isOpen });
  return (
    <details className={fold.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={fold.summary}>{t('administration.scripts.title')}</summary>
      <Text size={200} className={styles.detail}>
        {t('administration.scripts.detail')}
      </Text>
      {scripts.error && <ErrorState error={scripts.error} onRetry={() => void scripts.refetch()} />}
      <ul className={styles.list}>
        {scripts.data?.map(({ id, script, link }) => {
          const title = t(`administration.scripts.${id}.title`);
          return (
            <li key={id} className={styles.item}>
              <Text weight="semibold">{title}</Text>
              {link !== null && (
                <Link href={link} target="_blank" rel="noreferrer" inline>
                  {t('administration.scripts.open', { title })}
                </Link>
              )}
              <ScriptBlock script={script} of={title} />
            </li>
          );
        })}
      </ul>
    </details>
  );
}
