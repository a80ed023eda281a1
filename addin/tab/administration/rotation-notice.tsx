import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import type { Microsoft365 } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  fix: { display: 'block', marginTop: tokens.spacingVerticalXS },
});

/** Says that the credential before the one entered last still signs in, so that nobody deletes it in Entra too early. */
export function RotationNotice({ previous }: { previous: NonNullable<Microsoft365['previousCredential']> }) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t('administration.rotation.title')}</MessageBarTitle>
        {t(`administration.rotation.detail.${previous}`)}
        <Text className={styles.fix}>{t('administration.rotation.fix')}</Text>
      </MessageBarBody>
    </MessageBar>
  );
}
