import type { OfficeEvent, OfficeFault, OfficeQuestion } from './office-messages.ts';
import { createOutlook } from './outlook.ts';

/**
 * A small page that stands in for Teams and Outlook: it shakes hands with teams-js, gives tokens of the sandbox, and lets
 * a person switch who is signed in, the theme, the language and the width. The protocol is what teams-js 2.58 speaks.
 */
interface Person {
  key: string;
  name: string;
  objectId: string;
  tenantId: string;
  email: string;
  password: string;
}

interface Choices {
  person: string;
  theme: 'default' | 'dark' | 'contrast';
  language: 'de' | 'en';
  width: 'desktop' | 'phone';
  surface: 'tab' | 'pane';
  /** The view that the tab opens. */
  view: string;
}

const TEXTS = {
  de: {
    person: 'Angemeldet',
    theme: 'Design',
    language: 'Sprache',
    width: 'Breite',
    surface: 'Fläche',
    default: 'Hell',
    dark: 'Dunkel',
    contrast: 'Hoher Kontrast',
    desktop: 'Fenster',
    phone: 'Telefon',
    tab: 'Registerkarte',
    pane: 'Terminbereich in Outlook',
    account: 'Lupax-Konto',
  },
  en: {
    person: 'Signed in',
    theme: 'Theme',
    language: 'Language',
    width: 'Width',
    surface: 'Surface',
    default: 'Light',
    dark: 'Dark',
    contrast: 'High contrast',
    desktop: 'Window',
    phone: 'Phone',
    tab: 'Tab',
    pane: 'Appointment pane in Outlook',
    account: 'Lupax account',
  },
} as const;

const people = (await (await fetch('/demo/people')).json()) as Person[];
const params = new URLSearchParams(location.search);
const choices: Choices = {
  person: params.get('person') ?? people[0]!.key,
  theme: (params.get('theme') as Choices['theme'] | null) ?? 'default',
  language: (params.get('language') as Choices['language'] | null) ?? 'de',
  width: (params.get('width') as Choices['width'] | null) ?? 'desktop',
  surface: (params.get('surface') as Choices['surface'] | null) ?? 'tab',
  view: params.get('view') ?? '',
};
let frame = document.createElement('iframe');

const person = (): Person => people.find(({ key }) => key === choices.person) ?? people[0]!;

const SELECTS = {
  person: people.map(({ key, name }) => [key, name] as const),
  theme: ['default', 'dark', 'contrast'] as const,
  language: ['de', 'en'] as const,
  width: ['desktop', 'phone'] as const,
  surface: ['tab', 'pane'] as const,
};

function drawControls(): void {
  const texts = TEXTS[choices.language];
  const controls = document.getElementById('controls')!;
  const selects = Object.entries(SELECTS).map(([name, options]) => {
    const label = document.createElement('label');
    const select = document.createElement('select');
    select.name = name;
    for (const option of options) {
      const [value, text] = Array.isArray(option) ? option : [option, texts[option as keyof typeof texts] ?? option];
      select.add(new Option(text, value, false, value === choices[name as keyof Choices]));
    }
    select.addEventListener('change', () => choose(name as keyof Choices, select.value));
    label.append(texts[name as keyof typeof texts], select);
    return label;
  });
  const account = document.createElement('output');
  account.textContent = `${texts.account}: ${person().email} / ${person().password}`;
  controls.replaceChildren(...selects, account);
  document.documentElement.dataset['theme'] = choices.theme;
  document.documentElement.lang = choices.language;
}

function choose(name: keyof Choices, value: string): void {
  Object.assign(choices, { [name]: value });
  history.replaceState(null, '', `?${new URLSearchParams({ ...choices })}`);
  drawControls();
  document.getElementById('stage')!.dataset['width'] = choices.width;
  // A host changes its theme without loading the page again; the rest does load it.
  if (name === 'theme') announceTheme();
  else if (name !== 'width') void drawStage();
}

async function drawStage(): Promise<void> {
  const stage = document.getElementById('stage')!;
  Object.assign(stage.dataset, { width: choices.width, surface: choices.surface });
  frame = document.createElement('iframe');
  frame.title = 'Lupax';
  if (choices.surface === 'tab') {
    frame.src = '/tab';
    return stage.replaceChildren(frame);
  }
  const list = await outlook.draw();
  frame.src = '/pane';
  stage.replaceChildren(list, frame);
}

function announceTheme(): void {
  if (choices.surface === 'pane') outlook.announceTheme();
  else send({ func: 'themeChange', args: [choices.theme] });
}

function send(message: object): void {
  frame.contentWindow?.postMessage(message, location.origin);
}

const RUNTIME = {
  apiVersion: 4,
  hostVersionsInfo: {},
  isLegacyTeams: false,
  supports: { app: {}, pages: { appButton: {}, currentApp: {} }, dialog: {} },
};

/** @throws OfficeFault where the answer names one, else Error */
async function fetchToken(): Promise<string> {
  const response = await fetch(`/demo/token?person=${choices.person}`, { method: 'POST' });
  const answer = (await response.json()) as { token: string } | OfficeFault;
  if ('token' in answer) return answer.token;
  throw 'code' in answer ? answer : new Error(`the sign-in answered ${response.status}`);
}

/** What teams-js asks, and what Teams answers. */
async function answer(func: string): Promise<unknown[] | null> {
  const locale = choices.language === 'de' ? 'de-de' : 'en-us';
  if (func === 'initialize') return ['content', 'web', JSON.stringify(RUNTIME), '2.58.0'];
  if (func === 'authentication.getAuthToken') {
    return fetchToken().then(
      (token) => [true, token],
      (error: unknown) => [false, String(error)],
    );
  }
  if (func !== 'getContext') return null;
  const { objectId, tenantId, email } = person();
  return [
    {
      locale,
      theme: choices.theme,
      entityId: 'lupax',
      subEntityId: choices.view,
      hostName: 'Teams',
      userObjectId: objectId,
      tid: tenantId,
      userPrincipalName: email,
      hostClientType: 'web',
      sessionId: 'demo',
      appSessionId: 'demo',
    },
  ];
}

const outlook = createOutlook({
  person: () => person().key,
  language: () => choices.language,
  theme: () => choices.theme,
  mailbox: params.get('mailbox') ?? '1.15',
  fetchToken,
  tellPane: (event: OfficeEvent) => send(event),
});

async function answerOffice(id: string, question: OfficeQuestion): Promise<void> {
  try {
    send({ id, value: await outlook.answer(question) });
  } catch (error) {
    const { code = 13007, name = 'Error', message = String(error) } = error as Partial<OfficeFault>;
    send({ id, fault: { code, name, message } });
  }
}

addEventListener('message', (event: MessageEvent) => {
  if (event.source !== frame.contentWindow || event.origin !== location.origin) return;
  const { id = '', uuidAsString, func, ...question } = event.data as Record<string, string>;
  if ('office' in question) {
    void answerOffice(id, question as unknown as OfficeQuestion);
  } else if (func !== undefined) {
    void answer(func).then((args) => args && send({ id, uuidAsString, args }));
  }
});

drawControls();
await drawStage();
