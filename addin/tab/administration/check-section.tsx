import { Button, Field, Input, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useId, useState, type FormEvent } from 'react';
import type { CheckResult } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { readCode } from '../../api/problem.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { CheckRow } from './check-row.tsx';
import { describeProblem } from './describe-problem.ts';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  title: { margin: 0, display: 'block' },
  detail: {
    display: 'block',
    marginBlock: `${tokens.spacingVerticalXXS} ${tokens.spacingVerticalM}`,
    color: tokens.colorNeutralForeground2,
  },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  email: { maxWidth: '400px' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  results: { margin: `${tokens.spacingVerticalM} 0 0`, padding: 0, listStyleType: 'none' },
});

const PATH = '/api/admin/microsoft365/check';
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** Checks the set-up step by step; nothing is written unless that is asked for. */
export function CheckSection() {
  const { t } = useTexts();
  const styles = useStyles();
  const titleId = useId();
  const [email, setEmail] = useState('');
  const [isWrong, setWrong] = useState(false);
  const checking = useChange(
    (call, write: boolean) => {
      const userEmail = email.trim();
      return call<CheckResult[]>('POST', `${PATH}?write=${write}`, userEmail === '' ? {} : { userEmail });
    },
    [['admin']],
  );
  const { data: results, error, isPending } = checking;
  const failed = results?.filter(({ status }) => status === 'failed').length ?? 0;
  const isRefused = isWrong || readCode(error) === 'invalid_request';

  function check(write: boolean): void {
    const isAddress = email.trim() === '' || ADDRESS.test(email.trim());
    setWrong(!isAddress);
    if (isAddress && !isPending) checking.mutate(write);
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    check(false);
  }

  return (
    <section aria-labelledby={titleId} className={styles.section}>
      <Text as="h2" id={titleId} size={500} weight="semibold" className={styles.title}>
        {t('administration.check.title')}
      </Text>
      <Text className={styles.detail}>{t('administration.check.detail')}</Text>
      <Card>
        <form className={styles.form} onSubmit={submit} noValidate aria-labelledby={titleId}>
          <Field
            className={styles.email}
            label={t('administration.check.email.label')}
            hint={t('administration.check.email.hint')}
            {...describeProblem(isRefused ? t('administration.check.email.wrong') : undefined)}
          >
            <Input
              type="email"
              value={email}
              onChange={(_, { value }) => {
                setEmail(value);
                setWrong(false);
              }}
            />
          </Field>
          <div className={styles.actions}>
            <Button type="submit" appearance="primary" disabledFocusable={isPending}>
              {t('administration.check.read')}
            </Button>
            <Button disabledFocusable={isPending} onClick={() => check(true)}>
              {t('administration.check.write')}
            </Button>
            <span role="status">
              {isPending ? (
                <Spinner size="tiny" label={t('administration.check.running')} />
              ) : results ? (
                t(failed === 0 ? 'administration.check.fine' : 'administration.check.faults', { count: failed })
              ) : null}
            </span>
          </div>
          {!isRefused && <ErrorBar error={error} />}
        </form>
        {results && !isPending && (
          <ol className={styles.results} aria-label={t('administration.check.results')}>
            {results.map((result) => (
              <CheckRow key={result.id} result={result} />
            ))}
          </ol>
        )}
      </Card>
    </section>
  );
}
