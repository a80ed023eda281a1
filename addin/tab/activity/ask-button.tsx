import { Button, type ButtonProps } from '@fluentui/react-components';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.tsx';
import { Modal } from '../../ui/modal.tsx';

export interface AskButtonProps {
  label: string;
  look?: Pick<ButtonProps, 'appearance' | 'disabledFocusable' | 'icon'>;
  /** The question. */
  title: string;
  /** What follows from a yes. */
  detail: string;
  onConfirm(): void;
}

/** A button for what cannot simply be taken back: it asks first. */
export function AskButton({ label, look, title, detail, onConfirm }: AskButtonProps) {
  const { t } = useTexts();
  const [isAsking, setAsking] = useState(false);
  const answer = (isYes: boolean): void => {
    setAsking(false);
    if (isYes) onConfirm();
  };
  return (
    <>
      <Button {...look} onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <Modal
          title={title}
          isShort
          onClose={() => answer(false)}
          actions={
            <>
              <Button onClick={() => answer(false)}>{t('action.cancel')}</Button>
              <Button appearance="primary" onClick={() => answer(true)}>
                {label}
              </Button>
            </>
          }
        >
          {detail}
        </Modal>
      )}
    </>
  );
}
