import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { writeDay } from '../../i18n/write-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WARN_DAYS = 30;

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM } });

/** Warns in good time before the credential expires: from then on nothing is synchronised. */
export function ExpiryNotice({ expiresOn }: { expiresOn: string }) {
  const { t, language } = useTexts();
  const styles = useStyles();
  const expiry = new Date(expiresOn);
  const leftMs = expiry.getTime() - Date.now();
  if (leftMs > WARN_DAYS * DAY_MS) return null;
  const isOver = leftMs < 0;
  return (
    <MessageBar intent={isOver ? 'error' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        {t(isOver ? 'administration.expiry.over' : 'administration.expiry.soon', { day: writeDay(expiry, language) })}
      </MessageBarBody>
    </MessageBar>
  );
}
