import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { AdminUser } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, overflowWrap: 'anywhere' },
});

/** Asks before all that is stored about a user goes, and says what stays. */
export function DeleteDialog({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const { t } = useTexts();
  const styles = useStyles();
  const { email, objectId } = user;
  const deletion = useChange(
    (call) => call<void>('DELETE', `/api/admin/users/${encodeURIComponent(objectId)}/data`),
    // Administrators may be the user themselves.
    [['admin', 'users'], ['me']],
  );
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('administration.deletion.title')}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>{t('administration.deletion.goes', { email })}</Text>
            <Text>{t('administration.deletion.stays')}</Text>
            <ErrorBar error={deletion.error} />
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              disabledFocusable={deletion.isPending}
              icon={deletion.isPending ? <Spinner size="tiny" /> : null}
              onClick={() => deletion.mutate(undefined, { onSuccess: onClose })}
            >
              {t('administration.users.delete')}
            </Button>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
