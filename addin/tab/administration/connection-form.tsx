import { Button, Field, Input, makeStyles, Spinner, Switch, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Microsoft365, Microsoft365Request } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { AllowedUsersField } from './allowed-users-field.tsx';
import { createDraft, toRequest, type ConnectionDraft } from './connection-draft.ts';
import { CredentialField } from './credential-field.tsx';
import { describeProblem } from './describe-problem.ts';
import { findMissing, readFieldProblems, type FieldProblems } from './field-problems.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(280px, 100%), 1fr))',
    gap: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL}`,
    alignItems: 'start',
  },
  // A whole id is to be seen on a telephone, too.
  id: { '@media (max-width: 480px)': { '& input': { fontSize: tokens.fontSizeBase200 } } },
  date: { maxWidth: '200px' },
  switch: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})` },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  saved: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** The same form for the first set-up and for later changes: what is stored stands in it, but for the credential. */
export function ConnectionForm({ stored, tenantId }: { stored: Microsoft365; tenantId: string }) {
  const texts = useTexts();
  const { t } = texts;
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => createDraft(stored, tenantId));
  const [missing, setMissing] = useState<FieldProblems>({});
  const saving = useChange(
    (call, request: Microsoft365Request) => call<Microsoft365>('PUT', '/api/admin/microsoft365', request),
    [['admin'], ['me']],
  );
  const refused = readFieldProblems(saving.error, draft, texts);
  const problems = { ...refused, ...missing };
  const hasProblems = Object.keys(problems).length > 0;
  const { error, reset } = saving;

  // Whoever cannot see the red words is led to the first of them.
  useEffect(() => {
    if (hasProblems) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [missing, error, hasProblems]);

  function change(patch: Partial<ConnectionDraft>): void {
    setDraft((before) => ({ ...before, ...patch }));
    setMissing({});
    reset();
  }
  function save(event: FormEvent): void {
    event.preventDefault();
    const found = findMissing(draft, texts);
    setMissing(found);
    if (Object.keys(found).length > 0 || saving.isPending) return;
    saving.mutate(toRequest(draft), { onSuccess: (answer) => setDraft(createDraft(answer, tenantId)) });
  }

  const part = { draft, change, problems };
  // A certificate says itself until when it is valid.
  const isCertificate = draft.credential === 'keep' && stored.credential === 'certificate';
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={save}
      noValidate
      aria-label={t('administration.connection.form')}
    >
      <div className={styles.pair}>
        <Field
          label={t('administration.tenantId.label')}
          hint={t('administration.tenantId.hint')}
          {...describeProblem(problems.tenantId)}
        >
          <Input className={styles.id} value={draft.tenantId} appearance="filled-darker" readOnly />
        </Field>
        <Field
          label={t('administration.clientId.label')}
          hint={t('administration.clientId.hint')}
          required
          {...describeProblem(problems.clientId)}
        >
          <Input
            className={styles.id}
            value={draft.clientId}
            spellCheck={false}
            autoComplete="off"
            onChange={(_, { value }) => change({ clientId: value })}
          />
        </Field>
      </div>
      <CredentialField {...part} stored={stored.credential} />
      {draft.credential !== 'certificate' && (
        <Field
          label={t('administration.secretExpiresOn.label')}
          hint={t(`administration.secretExpiresOn.hint.${isCertificate ? 'certificate' : 'secret'}`)}
          {...describeProblem(problems.secretExpiresOn)}
        >
          <Input
            type="date"
            className={styles.date}
            value={draft.secretExpiresOn}
            readOnly={isCertificate}
            appearance={isCertificate ? 'filled-darker' : 'outline'}
            onChange={(_, { value }) => change({ secretExpiresOn: value })}
          />
        </Field>
      )}
      <AllowedUsersField {...part} />
      <Field hint={t('administration.enabled.hint')}>
        <Switch
          className={styles.switch}
          label={t('administration.enabled.label')}
          checked={draft.enabled}
          onChange={(_, { checked }) => change({ enabled: checked })}
        />
      </Field>
      {!hasProblems && <ErrorBar error={error} />}
      <div className={styles.actions}>
        <Button
          type="submit"
          appearance="primary"
          disabledFocusable={saving.isPending}
          icon={saving.isPending ? <Spinner size="tiny" /> : null}
        >
          {t('action.save')}
        </Button>
        <span aria-live="polite" className={styles.saved}>
          {saving.isSuccess && (
            <>
              <CheckmarkRegular aria-hidden />
              {t('administration.saved')}
            </>
          )}
        </span>
      </div>
    </form>
  );
}
