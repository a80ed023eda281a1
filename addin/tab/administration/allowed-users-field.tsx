import { Field, makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { describeProblem } from './describe-problem.ts';
import type { FormPartProps } from './form-part.ts';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  choices: { flexWrap: 'wrap' },
});

/** Everybody, or those who are named. */
export function AllowedUsersField({ draft, change, problems }: FormPartProps) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <div className={styles.part}>
      <Field label={t('administration.allowedUsers.label')} hint={t('administration.allowedUsers.hint')}>
        <RadioGroup
          layout="horizontal"
          className={styles.choices}
          value={draft.isOpenToAll ? 'all' : 'listed'}
          onChange={(_, { value }) => change({ isOpenToAll: value === 'all' })}
        >
          <Radio value="all" label={t('administration.allowedUsers.all')} />
          <Radio value="listed" label={t('administration.allowedUsers.listed')} />
        </RadioGroup>
      </Field>
      {!draft.isOpenToAll && (
        <Field
          label={t('administration.allowedUsers.list')}
          hint={t('administration.allowedUsers.lines')}
          required
          {...describeProblem(problems.allowedUsers)}
        >
          <Textarea
            rows={5}
            resize="vertical"
            spellCheck={false}
            value={draft.allowedUsers}
            onChange={(_, { value }) => change({ allowedUsers: value })}
          />
        </Field>
      )}
    </div>
  );
}
