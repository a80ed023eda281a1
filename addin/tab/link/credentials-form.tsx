import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { readCode } from '../../api/problem.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { LinkFailure } from './link-failure.tsx';
import { isAbout } from './read-refusal.ts';

export interface Credentials {
  email: string;
  password: string;
}

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  submit: { marginTop: tokens.spacingVerticalXS },
});

export interface CredentialsFormProps {
  credentials: Credentials;
  isBusy: boolean;
  error: unknown;
  onChange(credentials: Credentials): void;
  onSubmit(): void;
}

/** The Lupax account, with what is wrong about it beside the field. */
export function CredentialsForm({ credentials, isBusy, error, onChange, onSubmit }: CredentialsFormProps) {
  const { t } = useTexts();
  const styles = useStyles();
  const [wasTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const find = (name: keyof Credentials) => form.current?.querySelector<HTMLInputElement>(`input[name=${name}]`);
  const isWrong = readCode(error) === 'lupax_credentials';
  const { email, password } = credentials;
  const emailFault = wasTried && (email.trim() === '' || isAbout(error, 'email')) ? t('link.email.missing') : null;
  const passwordFault = isWrong
    ? t('link.password.wrong')
    : wasTried && (password === '' || isAbout(error, 'password'))
      ? t('link.password.missing')
      : null;

  // A wrong password is typed in again.
  useEffect(() => {
    if (isWrong) form.current?.querySelector<HTMLInputElement>('input[name=password]')?.select();
  }, [isWrong, error]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    setTried(true);
    if (email.trim() === '') find('email')?.focus();
    else if (password === '') find('password')?.focus();
    else onSubmit();
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      {!isWrong && !isAbout(error, 'email') && !isAbout(error, 'password') && <LinkFailure error={error} />}
      <Field label={t('link.email.label')} validationMessage={emailFault}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          maxLength={320}
          value={email}
          onChange={(_, { value }) => onChange({ email: value, password })}
        />
      </Field>
      <Field label={t('link.password.label')} validationMessage={passwordFault}>
        <Input
          type="password"
          name="password"
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          onChange={(_, { value }) => onChange({ email, password: value })}
        />
      </Field>
      <Button type="submit" appearance="primary" size="large" className={styles.submit} disabledFocusable={isBusy}>
        {isBusy ? t('link.busy') : t('link.connect')}
      </Button>
    </form>
  );
}
