import { Field, Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { ProjectRef } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from '../ui/describe-error.ts';

interface ProjectChoiceProps {
  project: ProjectRef | null;
  disabled: boolean;
  onChoose(projectId: number | null): void;
}

const NONE = '';

/** The Lupax project the appointment belongs to. */
export function ProjectChoice({ project, disabled, onChoose }: ProjectChoiceProps) {
  const texts = useTexts();
  const { t } = texts;
  const { queries } = useApi();
  const projects = useQuery(queries.projects);
  const listed = projects.data ?? [];
  // One beyond the window is none to choose, but stays what it is.
  const options = project && !listed.some(({ id }) => id === project.id) ? [project, ...listed] : listed;
  const refusal = projects.isError ? describeError(projects.error, texts).title : undefined;
  return (
    <Field
      label={t('pane.project.label')}
      {...(refusal ? { validationMessage: refusal } : { hint: t('pane.project.hint') })}
    >
      <Select
        value={project ? String(project.id) : NONE}
        disabled={disabled || projects.isPending}
        onChange={(_, { value }) => onChoose(value === NONE ? null : Number(value))}
      >
        <option value={NONE}>{t('pane.project.none')}</option>
        {options.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Select>
    </Field>
  );
}
