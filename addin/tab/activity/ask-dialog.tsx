import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTexts } from '../../i18n/texts.tsx';

export interface AskDialogProps {
  /** The button that asks. */
  trigger: ReactElement;
  title: string;
  detail: string;
  confirm: string;
  onConfirm(): void;
}

/** Asks before something that cannot simply be taken back. */
export function AskDialog({ trigger, title, detail, confirm, onConfirm }: AskDialogProps) {
  const { t } = useTexts();
  return (
    <Dialog modalType="alert">
      <DialogTrigger disableButtonEnhancement>{trigger as never}</DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{detail}</DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('action.cancel')}</Button>
            </DialogTrigger>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary" onClick={onConfirm}>
                {confirm}
              </Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
