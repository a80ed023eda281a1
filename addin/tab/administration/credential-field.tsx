import { Field, Input, makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import type { Microsoft365 } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import type { CredentialChoice } from './connection-draft.ts';
import { describeProblem } from './describe-problem.ts';
import type { FormPartProps } from './form-part.ts';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  choices: { flexWrap: 'wrap' },
  pem: { fontFamily: tokens.fontFamilyMonospace },
});

/** Proves to Microsoft that the app is the firm's own. It is only ever written: what is stored is never shown again. */
export function CredentialField({
  draft,
  change,
  problems,
  stored,
}: FormPartProps & { stored: Microsoft365['credential'] }) {
  const { t } = useTexts();
  const styles = useStyles();
  const hint = stored === null ? t('administration.credential.none') : t(`administration.credential.stored.${stored}`);
  return (
    <div className={styles.part}>
      <Field label={t('administration.credential.label')} hint={hint}>
        <RadioGroup
          layout="horizontal"
          className={styles.choices}
          value={draft.credential}
          onChange={(_, { value }) => change({ credential: value as CredentialChoice })}
        >
          {stored !== null && <Radio value="keep" label={t('administration.credential.keep')} />}
          <Radio value="secret" label={t('administration.credential.secret')} />
          <Radio value="certificate" label={t('administration.credential.certificate')} />
        </RadioGroup>
      </Field>
      {draft.credential === 'secret' && (
        <Field
          label={t('administration.clientSecret.label')}
          hint={t('administration.clientSecret.hint')}
          required
          {...describeProblem(problems.clientSecret)}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={draft.clientSecret}
            onChange={(_, { value }) => change({ clientSecret: value })}
          />
        </Field>
      )}
      {draft.credential === 'certificate' && (
        <Field
          label={t('administration.clientCertificate.label')}
          hint={t('administration.clientCertificate.hint')}
          required
          {...describeProblem(problems.clientCertificate)}
        >
          <Textarea
            rows={6}
            resize="vertical"
            spellCheck={false}
            autoComplete="off"
            textarea={{ className: styles.pem }}
            value={draft.clientCertificate}
            onChange={(_, { value }) => change({ clientCertificate: value })}
          />
        </Field>
      )}
    </div>
  );
}
