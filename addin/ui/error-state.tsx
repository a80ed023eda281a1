import { Button } from '@fluentui/react-components';
import { PersonKeyRegular, PlugDisconnectedRegular } from '@fluentui/react-icons';
import { SignInError } from '../host/sign-in-error.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from './describe-error.ts';
import { Notice } from './notice.tsx';

/** What stands in the place of what could not be read, with the way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const texts = useTexts();
  const { title, detail } = describeError(error, texts);
  // Asking for a token again is what opens Microsoft's question again.
  const isAsked = error instanceof SignInError && (error.fault === 'cancelled' || error.fault === 'not_signed_in');
  return (
    <Notice
      icon={error instanceof SignInError ? <PersonKeyRegular /> : <PlugDisconnectedRegular />}
      title={title}
      detail={detail}
    >
      <Button appearance={isAsked ? 'primary' : 'secondary'} onClick={onRetry}>
        {texts.t(isAsked ? 'action.sign_in' : 'action.retry')}
      </Button>
    </Notice>
  );
}
