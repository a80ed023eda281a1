import { Combobox, Field, makeStyles, Option, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/context.tsx';
import type { ProjectRef } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from '../ui/describe-error.ts';
import { useSettled } from './use-settled.ts';

const useStyles = makeStyles({
  // Disabled options are greyed until hardly anyone can read them.
  note: { color: tokens.colorNeutralForeground2 },
});

interface ProjectChoiceProps {
  project: ProjectRef | null;
  disabled: boolean;
  onChoose(projectId: number | null): void;
}

const NONE = 'none';
/** Typing goes on for about this long between two letters. */
const TYPING_PAUSE_MS = 250;
/** Nobody scrolls through more in a list this narrow. */
const MOST_LISTED = 50;

/** The Lupax project the appointment belongs to; typing searches in the titles. */
export function ProjectChoice({ project, disabled, onChoose }: ProjectChoiceProps) {
  const texts = useTexts();
  const { t } = texts;
  const { queries } = useApi();
  const [isOpen, setOpen] = useState(false);
  /** What was typed since the list was opened; null: nothing, and the field names the project. */
  const [typed, setTyped] = useState<string | null>(null);
  const query = useSettled(typed?.trim() ?? '', TYPING_PAUSE_MS);
  const projects = useQuery({ ...queries.projects(query), enabled: isOpen, placeholderData: keepPreviousData });
  const refusal = projects.isError ? describeError(projects.error, texts).title : undefined;
  const found = projects.data ?? [];
  const listed = found.slice(0, MOST_LISTED);
  return (
    <Field label={t('pane.project.label')} {...(refusal && { validationMessage: refusal })}>
      <Combobox
        value={typed ?? project?.title ?? ''}
        placeholder={t(isOpen ? 'pane.project.search' : 'pane.project.none')}
        selectedOptions={[project ? String(project.id) : NONE]}
        disabled={disabled}
        inlinePopup
        open={isOpen}
        onChange={({ target }) => {
          setTyped(target.value);
          setOpen(true);
        }}
        onOpenChange={(_, { open }) => {
          setOpen(open);
          if (!open) setTyped(null);
        }}
        onOptionSelect={(_, { optionValue }) => {
          // Typing alone unselects, without an option: that is no choice yet.
          if (optionValue === undefined) return;
          const chosen = optionValue === NONE ? null : Number(optionValue);
          if (chosen !== (project?.id ?? null)) onChoose(chosen);
        }}
      >
        {query === '' && <Option value={NONE}>{t('pane.project.none')}</Option>}
        {listed.map(({ id, title }) => (
          <Option key={id} value={String(id)}>
            {title}
          </Option>
        ))}
        {projects.isFetching && listed.length === 0 && <Note text={t('pane.project.searching')} />}
        {projects.isSuccess && !projects.isFetching && query !== '' && listed.length === 0 && (
          <Note text={t('pane.project.nothing', { query })} />
        )}
        {found.length > listed.length && <Note text={t('pane.project.more')} />}
      </Combobox>
    </Field>
  );
}

/** A line in the list that says something and cannot be chosen. */
function Note({ text }: { text: string }) {
  const styles = useStyles();
  return (
    <Option disabled value="note" checkIcon={null} className={styles.note}>
      {text}
    </Option>
  );
}
