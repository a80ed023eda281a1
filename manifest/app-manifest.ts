/** What the rules look at in a unified manifest. All of it may be missing: whoever edits the template may slip. */
export interface AppManifest {
  $schema?: string;
  manifestVersion?: string;
  version?: string;
  id?: string;
  localizationInfo?: { defaultLanguageTag?: string; additionalLanguages?: { languageTag: string; file: string }[] };
  icons?: Partial<Record<'color' | 'outline' | 'color32x32', string>>;
  staticTabs?: { entityId?: string; contentUrl?: string; scopes?: string[] }[];
  bots?: {
    botId?: string;
    commandLists?: { scopes: string[]; commands: { title: string; description: string }[] }[];
  }[];
  extensions?: {
    runtimes?: { code?: { page?: string }; actions?: { id?: string }[] }[];
    ribbons?: {
      contexts?: string[];
      tabs?: { groups?: (Icons & { controls?: (Icons & { actionId?: string })[] })[] }[];
    }[];
  }[];
  validDomains?: string[];
  webApplicationInfo?: { id?: string; resource?: string };
  authorization?: { permissions?: { resourceSpecific?: { name?: string; type?: string }[] } };
}

export interface Icons {
  icons?: { size?: number; url?: string }[];
}

/** One file of translations: where in the manifest, and the text there. */
export type Translations = Record<string, string>;

/** Places of the manifest that only make sense with a bot: the bot itself, and its chat in the personal app. */
const CHAT_TAB_ID = 'conversations';

/** The manifest and its translations without the bot. The chat is no named tab, so that no other text moves. */
export function leaveOutBot(manifest: AppManifest): AppManifest {
  const { bots: _bots, staticTabs, ...rest } = manifest;
  return { ...rest, ...(staticTabs && { staticTabs: staticTabs.filter(({ entityId }) => entityId !== CHAT_TAB_ID) }) };
}

export function leaveOutBotTexts(translations: Translations): Translations {
  return Object.fromEntries(Object.entries(translations).filter(([path]) => !path.startsWith('bots[')));
}
