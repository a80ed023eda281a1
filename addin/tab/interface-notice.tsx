import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import type { Me } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL } });

/** Why calendars cannot be synchronised, and who can change that. */
export function InterfaceNotice({ me }: { me: Me }) {
  const { t } = useTexts();
  const styles = useStyles();
  const { reason } = me.interface;
  if (reason === null || reason === 'not_linked') return null;
  const isHint = reason === 'no_connector';
  return (
    <MessageBar intent={isHint ? 'info' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{t(`interface.${reason}.title`)}</MessageBarTitle>
        {t(`interface.${reason}.detail`)}
      </MessageBarBody>
    </MessageBar>
  );
}
