import { Button, Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTexts } from '../../i18n/texts.tsx';
import { LinkFailure } from './link-failure.tsx';
import type { Organization } from './read-refusal.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  connect: { flexGrow: 1 },
});

export interface OrganizationFormProps {
  organizations: readonly Organization[];
  isBusy: boolean;
  error: unknown;
  onChoose(organizationId: number): void;
  onBack(): void;
}

/** Which of several organisations the calendars belong to. */
export function OrganizationForm({ organizations, isBusy, error, onChoose, onBack }: OrganizationFormProps) {
  const { t } = useTexts();
  const styles = useStyles();
  const [chosen, setChosen] = useState(String(organizations[0]?.id ?? ''));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isBusy) onChoose(Number(chosen));
  }

  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      <LinkFailure error={error} />
      <Field label={t('link.organization.label')}>
        <RadioGroup value={chosen} onChange={(_, { value }) => setChosen(value)}>
          {organizations.map(({ id, title }) => (
            <Radio key={id} value={String(id)} label={title} />
          ))}
        </RadioGroup>
      </Field>
      <div className={styles.actions}>
        <Button onClick={onBack} size="large" disabled={isBusy}>
          {t('link.organization.back')}
        </Button>
        <Button type="submit" appearance="primary" size="large" className={styles.connect} disabledFocusable={isBusy}>
          {isBusy ? t('link.busy') : t('link.connect')}
        </Button>
      </div>
    </form>
  );
}
