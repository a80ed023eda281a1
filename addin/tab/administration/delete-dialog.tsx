import { Button, Spinner, Text } from '@fluentui/react-components';
import type { AdminUser } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { Modal } from '../../ui/modal.tsx';

/** Asks before all that is stored about a user goes, and says what stays. */
export function DeleteDialog({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const { t } = useTexts();
  const { email, objectId } = user;
  const deletion = useChange(
    (call) => call<void>('DELETE', `/api/admin/users/${encodeURIComponent(objectId)}/data`),
    // Administrators may be the user themselves.
    [['admin', 'users'], ['me']],
  );
  return (
    <Modal
      title={t('administration.deletion.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            appearance="primary"
            disabledFocusable={deletion.isPending}
            icon={deletion.isPending ? <Spinner size="tiny" /> : null}
            onClick={() => deletion.mutate(undefined, { onSuccess: onClose })}
          >
            {t('administration.users.delete')}
          </Button>
        </>
      }
    >
      <Text>{t('administration.deletion.goes', { email })}</Text>
      <Text>{t('administration.deletion.stays')}</Text>
      <ErrorBar error={deletion.error} />
    </Modal>
  );
}
