import type {
  ItemFacts,
  OfficeEvent,
  OfficeFault,
  OfficeQuestion,
  StartFacts,
  ThemeColors,
} from './office-messages.ts';

/** Outlook's side of the pane: a list in place of the calendar, an item that is selected or not, drafts, and the theme. */
export interface Outlook {
  /** The list; the first time it selects its first item. */
  draw(): Promise<HTMLElement>;
  /** @throws OfficeFault */
  answer(question: OfficeQuestion): Promise<unknown>;
  announceTheme(): void;
}

export interface OutlookDeps {
  /** Who is signed in, by key. */
  person(): string;
  language(): 'de' | 'en';
  theme(): keyof typeof THEMES;
  /** How much of Mailbox Outlook has. */
  mailbox: string;
  fetchToken(): Promise<string>;
  tellPane(event: OfficeEvent): void;
}

/** As the demo's server lists it: test/demo/outlook-list.ts. */
interface Listed {
  itemId: string;
  subject: string;
  /** Without a zone; null for a whole series. */
  start: string | null;
  mode: ItemFacts['mode'];
}

const TEXTS = {
  de: { compose: 'Neuer Termin', clear: 'Auswahl aufheben', series: 'ganze Serie' },
  en: { compose: 'New appointment', clear: 'Select nothing', series: 'whole series' },
} as const;

const colors = (body: string, text: string, control: string): ThemeColors => ({
  bodyBackgroundColor: body,
  bodyForegroundColor: text,
  controlBackgroundColor: control,
  controlForegroundColor: text,
});
/** In high contrast every surface has the one colour. */
const THEMES = {
  default: colors('#ffffff', '#242424', '#f5f5f5'),
  dark: colors('#1f1f1f', '#ffffff', '#2e2e2e'),
  contrast: colors('#000000', '#ffffff', '#000000'),
};

const NOT_SAVED: OfficeFault = {
  code: 9046,
  name: 'ItemNotSaved',
  message: "The id can't be retrieved until the item is saved.",
};
const SAVE_ERROR: OfficeFault = { code: 9021, name: 'SaveError', message: 'The item could not be saved.' };

export function createOutlook(deps: OutlookDeps): Outlook {
  const list = document.createElement('ul');
  list.id = 'events';
  let listed: Listed[] = [];
  let item: ItemFacts | null = null;
  let wasDrawn = false;
  const drafts = new Map<string, ItemFacts>();

  async function fetchList(): Promise<void> {
    listed = (await (await fetch(`/demo/events?person=${deps.person()}`)).json()) as Listed[];
  }

  /** The pane stays open, as a pinned one does, and is told. */
  function select(chosen: ItemFacts | null): void {
    item = chosen;
    drawList();
    deps.tellPane({ event: 'olkItemSelectedChanged', item });
  }

  function compose(): void {
    const draft: ItemFacts = { key: `draft-${drafts.size + 1}`, mode: 'compose', itemId: null };
    drafts.set(draft.key, draft);
    select(draft);
  }

  function drawList(): void {
    const texts = TEXTS[deps.language()];
    const isDraft = item !== null && item.itemId === null;
    list.replaceChildren(
      drawButton(texts.compose, isDraft, compose),
      drawButton(texts.clear, item === null, () => select(null)),
      ...listed.map((each) =>
        drawButton(writeTitle(each, texts.series), each.itemId === item?.itemId, () => select(toFacts(each))),
      ),
    );
  }

  async function save(draft: ItemFacts): Promise<string> {
    if (draft.itemId !== null) return draft.itemId;
    const response = await fetch(`/demo/events?person=${deps.person()}`, { method: 'POST' });
    if (!response.ok) throw SAVE_ERROR;
    draft.itemId = ((await response.json()) as { itemId: string }).itemId;
    await fetchList();
    drawList();
    return draft.itemId;
  }

  return {
    async draw() {
      await fetchList();
      const isOthers = item !== null && !listed.some(({ itemId }) => itemId === item?.itemId);
      if (!wasDrawn || isOthers) item = listed[0] ? toFacts(listed[0]) : null;
      wasDrawn = true;
      drawList();
      return list;
    },
    async answer(question) {
      if (question.office === 'token') return deps.fetchToken();
      if (question.office === 'start') {
        const language = deps.language() === 'de' ? 'de-DE' : 'en-US';
        return { language, theme: THEMES[deps.theme()], item, mailbox: deps.mailbox } satisfies StartFacts;
      }
      if (question.office === 'watch') {
        list.dataset['watched'] = question.types.join(' ');
        return null;
      }
      const draft = drafts.get(question.key);
      if (question.office === 'save') return draft ? save(draft) : question.key;
      if (draft?.itemId === null) throw NOT_SAVED;
      return draft?.itemId ?? question.key;
    },
    announceTheme: () => deps.tellPane({ event: 'officeThemeChanged', theme: THEMES[deps.theme()] }),
  };
}

const toFacts = ({ itemId, mode }: Listed): ItemFacts => ({ key: itemId, mode, itemId });

function writeTitle({ subject, start }: Listed, series: string): string {
  return start === null ? `${subject} – ${series}` : `${start.slice(0, 16).replace('T', ' ')} – ${subject}`;
}

function drawButton(text: string, isCurrent: boolean, act: () => void): HTMLElement {
  const entry = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = text;
  button.setAttribute('aria-current', String(isCurrent));
  button.addEventListener('click', act);
  entry.append(button);
  return entry;
}
