import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import type { PaneExplanation, Visibility } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { VisibilityLabel } from '../ui/visibility-label.tsx';

/** From the most open to the strictest. */
const LEVELS: readonly Visibility[] = ['public', 'notes_private', 'title_and_notes_private'];

interface VisibilityChoiceProps {
  visibility: Visibility;
  explanation: PaneExplanation;
  disabled: boolean;
  onChoose(visibility: Visibility): void;
}

/** How visible the appointment is in Lupax, and why; only stricter than it is can be chosen, as the server allows no more. */
export function VisibilityChoice({ visibility, explanation, disabled, onChoose }: VisibilityChoiceProps) {
  const { t } = useTexts();
  const { visibilityFrom, isEditable, calendar } = explanation;
  const current = LEVELS.indexOf(visibility);
  const why = visibilityFrom && t(`pane.visibility.from.${visibilityFrom}`, { role: writeRole(calendar, t) });
  if (!isEditable) {
    return (
      <Field label={t('pane.visibility.label')} {...(why && { hint: why })}>
        <div>
          <VisibilityLabel visibility={visibility} />
        </div>
      </Field>
    );
  }
  const limit = t(current === LEVELS.length - 1 ? 'pane.visibility.strictest' : 'pane.visibility.stricter');
  return (
    <Field label={t('pane.visibility.label')} hint={why ? `${why} ${limit}` : limit}>
      <RadioGroup value={visibility} onChange={(_, { value }) => onChoose(value as Visibility)}>
        {LEVELS.map((level, position) => (
          <Radio key={level} value={level} label={t(`visibility.${level}`)} disabled={disabled || position < current} />
        ))}
      </RadioGroup>
    </Field>
  );
}

function writeRole(calendar: PaneExplanation['calendar'], t: ReturnType<typeof useTexts>['t']): string {
  return calendar ? t(`calendars.sharing.${calendar.sharing}`) : '';
}
