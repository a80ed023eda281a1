import {
  Link,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { useConcerns } from './use-concerns.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  title: { margin: `0 0 ${tokens.spacingVerticalXS}` },
  fix: { display: 'block', marginTop: tokens.spacingVerticalXS },
});

/** What needs a person, each with what to do; nothing when nothing does. */
export function AttentionList() {
  const { t } = useTexts();
  const styles = useStyles();
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
            <Link href="#/activity">{t('preview.activity')}</Link>
          </MessageBarActions>
        </MessageBar>
      )}
      {attention.map((item) => (
        <MessageBar key={item.id} intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{item.title}</MessageBarTitle>
            {item.detail}
            <Text className={styles.fix} weight="semibold" size={200}>
              {item.fix}
            </Text>
          </MessageBarBody>
        </MessageBar>
      ))}
    </section>
  );
}
