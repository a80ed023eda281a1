/**
 * Stands in for Office.js, which runs in Outlook only: as much of it as the pane uses, and what Outlook is known for. The
 * page around the frame answers (outlook.ts).
 */
/* eslint-disable @typescript-eslint/consistent-type-imports -- a classic script, as Microsoft's is, has no import statements */
type Question = import('./office-messages.ts').OfficeQuestion;
type Fault = import('./office-messages.ts').OfficeFault;
type Item = import('./office-messages.ts').ItemFacts;
type Start = import('./office-messages.ts').StartFacts;
type Told = import('./office-messages.ts').OfficeEvent;

interface Answer {
  id: string;
  value?: unknown;
  fault?: Fault;
}

type Callback = (result: { status: 'succeeded' | 'failed'; value?: unknown; error?: Fault }) => void;
type Handler = (args: object) => void;

const waiting = new Map<string, (answer: Answer) => void>();
const handlers = new Map<string, Set<Handler>>();
let asked = 0;

function tell(question: Question, id = ''): void {
  parent.postMessage({ id, ...question }, location.origin);
}

/** @throws Fault */
async function ask<T>(question: Question): Promise<T> {
  const id = `office-${++asked}`;
  const { value, fault } = await new Promise<Answer>((resolve) => {
    waiting.set(id, resolve);
    tell(question, id);
  });
  waiting.delete(id);
  if (fault) throw Object.assign(new Error(fault.message), fault);
  return value as T;
}

/** Methods take options before the callback, or none, and never throw what went wrong. */
async function answerAsync(args: unknown[], answer: Promise<unknown>): Promise<void> {
  const callback = args.findLast((each) => typeof each === 'function') as Callback | undefined;
  try {
    const value = await answer;
    callback?.({ status: 'succeeded', value });
  } catch (error) {
    callback?.({ status: 'failed', error: error as Fault & Error });
  }
}

/** While composing there is no `itemId`, only getItemIdAsync, which fails with ItemNotSaved before the first saveAsync. */
function makeItem(facts: Item | null): object | null {
  if (!facts) return null;
  const { key, itemId } = facts;
  const itemType = 'appointment';
  if (facts.mode === 'read') return { itemType, itemId };
  return {
    itemType,
    getItemIdAsync: (...args: unknown[]) => void answerAsync(args, ask({ office: 'itemId', key })),
    saveAsync: (...args: unknown[]) => void answerAsync(args, ask({ office: 'save', key })),
  };
}

const EVENT_TYPES = { ItemChanged: 'olkItemSelectedChanged', OfficeThemeChanged: 'officeThemeChanged' };
/** learn.microsoft.com/javascript/api/office/office.eventtype */
const SINCE: Record<string, string> = { olkItemSelectedChanged: '1.5', officeThemeChanged: '1.14' };
const REST_VERSIONS = { v1_0: 'v1.0', v2_0: 'v2.0', Beta: 'beta' };

function watch(): void {
  tell({ office: 'watch', types: [...handlers.keys()].sort() });
}

const mailbox = {
  item: null as object | null,
  convertToRestId(itemId: string, version: string): string {
    if (!Object.values(REST_VERSIONS).includes(version)) throw new Error('restVersion');
    return itemId.replaceAll('/', '-').replaceAll('+', '_');
  },
  addHandlerAsync(type: string, handler: Handler, ...args: unknown[]): void {
    if (!context.requirements.isSetSupported('Mailbox', SINCE[type])) throw new Error(`unknown event: ${type}`);
    handlers.set(type, (handlers.get(type) ?? new Set()).add(handler));
    void answerAsync(args, Promise.resolve(watch()));
  },
  /** Of one type all at once: Outlook's mailbox knows no single ones. */
  removeHandlerAsync(type: string, ...args: unknown[]): void {
    handlers.delete(type);
    void answerAsync(args, Promise.resolve(watch()));
  },
};

let isSigningIn = false;

const auth = {
  /** A second call before the first is answered fails: error 13008 of Office on the web. */
  async getAccessToken(): Promise<string> {
    if (isSigningIn) throw Object.assign(new Error('busy'), { code: 13008, name: 'BusyError' });
    isSigningIn = true;
    try {
      return await ask<string>({ office: 'token' });
    } finally {
      isSigningIn = false;
    }
  },
};

let version = '1.15';
const requirements = {
  isSetSupported: (name: string, minVersion = '1.1') =>
    name === 'Mailbox' && Number(minVersion.split('.')[1]) <= Number(version.split('.')[1]),
};
/** learn.microsoft.com/javascript/api/office/office.officetheme */
const tellsTheme = (): boolean => requirements.isSetSupported('Mailbox', '1.14');

const context = { displayLanguage: '', officeTheme: {} as object | undefined, mailbox, requirements };

function hear(told: Told): void {
  // The item is the new one before the handlers hear of it (learn.microsoft.com/office/dev/add-ins/outlook/pinnable-taskpane).
  if (told.event === 'olkItemSelectedChanged') mailbox.item = makeItem(told.item);
  else if (tellsTheme()) context.officeTheme = told.theme;
  const args = { type: told.event, ...('theme' in told && { officeTheme: told.theme }) };
  for (const handler of handlers.get(told.event) ?? []) handler(args);
}

addEventListener('message', ({ source, data }: MessageEvent<Answer | Told>) => {
  if (source !== parent) return;
  if ('event' in data) hear(data);
  else waiting.get(data.id)?.(data);
});

Object.assign(window, {
  Office: {
    async onReady() {
      const start = await ask<Start>({ office: 'start' });
      const { language, theme, item } = start;
      version = start.mailbox;
      Object.assign(context, { displayLanguage: language, officeTheme: tellsTheme() ? theme : undefined });
      mailbox.item = makeItem(item);
      return { host: 'Outlook', platform: 'OfficeOnline' };
    },
    context,
    auth,
    EventType: EVENT_TYPES,
    HostType: { Outlook: 'Outlook' },
    MailboxEnums: { RestVersion: REST_VERSIONS, ItemType: { Appointment: 'appointment' } },
    AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
  },
});
