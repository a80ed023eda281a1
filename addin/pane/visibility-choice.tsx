import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import type { Visibility } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';

/** From the most open to the strictest. */
const LEVELS: readonly Visibility[] = ['public', 'notes_private', 'title_and_notes_private'];

interface VisibilityChoiceProps {
  visibility: Visibility;
  disabled: boolean;
  onChoose(visibility: Visibility): void;
}

/** How visible the appointment is in Lupax; only stricter than it is can be chosen, as the server allows no more. */
export function VisibilityChoice({ visibility, disabled, onChoose }: VisibilityChoiceProps) {
  const { t } = useTexts();
  const current = LEVELS.indexOf(visibility);
  return (
    <Field label={t('pane.visibility.label')} hint={t('pane.visibility.hint')}>
      <RadioGroup value={visibility} onChange={(_, { value }) => onChoose(value as Visibility)}>
        {LEVELS.map((level, position) => (
          <Radio key={level} value={level} label={t(`visibility.${level}`)} disabled={disabled || position < current} />
        ))}
      </RadioGroup>
    </Field>
  );
}
