import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { useConcerns } from './use-concerns.ts';
import { SETUP_CODES } from './setup-codes.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  title: { margin: `0 0 ${tokens.spacingVerticalXS}` },
  link: { textDecorationLine: 'none' },
  fix: { display: 'block', marginTop: tokens.spacingVerticalXS },
});

/** What needs a person, each with what to do; nothing when nothing does. */
export function AttentionList() {
  const { t } = useTexts();
  const styles = useStyles();
  const { queries } = useApi();
  const isAdmin = useQuery(queries.me).data?.link?.role === 'admin';
  const { attention, isDecisionDue } = useConcerns();
  if (attention.length === 0 && !isDecisionDue) return null;
  return (
    <section className={styles.list} aria-labelledby="attention">
      <Text as="h2" id="attention" size={400} weight="semibold" block className={styles.title}>
        {t('overview.attention')}
      </Text>
      {isDecisionDue && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('overview.decision.title')}</MessageBarTitle>
            {t('overview.decision.detail')}
          </MessageBarBody>
          <MessageBarActions>
            <Button as="a" href="#/activity" className={styles.link}>
              {t('preview.activity')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {attention.map((item) => (
        <MessageBar key={item.id} intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{item.title}</MessageBarTitle>
            {item.detail}
            <Text className={styles.fix}>{item.fix}</Text>
          </MessageBarBody>
          {isAdmin && SETUP_CODES.has(item.code) && (
            <MessageBarActions>
              <Button as="a" href="#/administration" className={styles.link}>
                {t('overview.setup')}
              </Button>
            </MessageBarActions>
          )}
        </MessageBar>
      ))}
    </section>
  );
}
