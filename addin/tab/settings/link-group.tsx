import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { SettingGroup } from './setting-group.tsx';
import { UnlinkDialog } from './unlink-dialog.tsx';

const useStyles = makeStyles({ actions: { marginTop: tokens.spacingVerticalM } });

/** Which accounts belong together, and the way to part them. */
export function LinkGroup() {
  const { t } = useTexts();
  const styles = useStyles();
  const { queries } = useApi();
  const { data: me } = useQuery(queries.me);
  const [isOpen, setOpen] = useState(false);
  if (!me?.link) return null;
  const { email, organization } = me.link;
  return (
    <SettingGroup
      title={t('settings.link.title')}
      detail={t('settings.link.detail', { email, organization: organization.title, mailbox: me.user.email })}
    >
      <div className={styles.actions}>
        <Button onClick={() => setOpen(true)}>{t('settings.link.end')}</Button>
      </div>
      {isOpen && <UnlinkDialog onClose={() => setOpen(false)} />}
    </SettingGroup>
  );
}
