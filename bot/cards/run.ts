import type { RunView } from '../../server/accounts/runs.ts';
import { textsOf, type Language } from '../i18n/index.ts';
import type { Message } from '../turn.ts';
import { execute, facts, heading, line, makeMessage, plain, subtle, warning } from './elements.ts';

const MAX_LISTED = 8;

/** How a run ended, or what waits for approval. */
export function writeRun(run: RunView, language: Language): Message {
  const text = textsOf(language);
  if (run.state === 'running') return makeMessage(text('run.stillRunning'), [line(text('run.stillRunning'))]);
  if (run.state === 'waiting_for_approval') return writeWaiting(run, language);
  const title = text(run.state === 'failed' ? 'run.failedTitle' : 'run.doneTitle');
  const { outlook, lupax } = run.counts;
  const written = [outlook, lupax].some(({ created, updated, deleted }) => created + updated + deleted > 0);
  const failed = outlook.failed + lupax.failed;
  return makeMessage(
    title,
    [
      heading(title),
      ...(run.error ? [warning(run.error.detail)] : []),
      written
        ? facts([
            ['Outlook', text('run.counts', { ...outlook })],
            ['Lupax', text('run.counts', { ...lupax })],
          ])
        : line(run.state === 'failed' ? '' : text('run.nothing')),
      ...(failed > 0 ? [warning(text('run.failed', { failed }))] : []),
    ].filter((element) => element['text'] !== ''),
    written && run.state === 'done' ? [execute(text('run.undo'), 'run.undo', { run: run.id })] : [],
  );
}

function writeWaiting(run: RunView, language: Language): Message {
  const text = textsOf(language);
  const waiting = run.operations.filter(({ result }) => result === 'planned');
  const body = text('run.waitingBody', { count: waiting.length });
  const rows = waiting
    .slice(0, MAX_LISTED)
    .map(({ title, action, side }) =>
      line(`• ${plain(title)} – ${text(`run.${action}`)} ${text(`run.${side}`)}`, { spacing: 'Small' }),
    );
  const more = waiting.length - rows.length;
  return makeMessage(
    `${text('run.waitingTitle')} ${body}`,
    [
      heading(text('run.waitingTitle')),
      line(body),
      ...rows,
      ...(more > 0 ? [subtle(text('run.more', { count: more }))] : []),
    ],
    [
      execute(text('run.approve'), 'run.approve', { run: run.id }, { style: 'destructive' }),
      execute(text('run.discard'), 'run.discard', { run: run.id }),
    ],
  );
}

export function writeUndoQuestion(runId: string, when: string, language: Language): Message {
  const text = textsOf(language);
  const body = text('run.undoBody', { when });
  return makeMessage(
    text('run.undoTitle'),
    [heading(text('run.undoTitle')), line(body)],
    [
      execute(text('run.undo'), 'run.undo.yes', { run: runId }, { style: 'destructive' }),
      execute(text('run.keep'), 'run.keep', {}),
    ],
  );
}
