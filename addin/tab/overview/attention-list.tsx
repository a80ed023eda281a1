import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  title: { margin: `0 0 ${tokens.spacingVerticalXS}` },
  fix: { display: 'block', marginTop: tokens.spacingVerticalXS },
});

/** What needs a person, each with what to do; nothing when nothing does. */
export function AttentionList() {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const { data } = useQuery(queries.attention);
  if (!data || data.length === 0) return null;
  return (
    <section className={styles.list} aria-labelledby="attention">
      <Text as="h2" id="attention" size={400} weight="semibold" block className={styles.title}>
        {t('overview.attention')}
      </Text>
      {data.map((item) => (
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
