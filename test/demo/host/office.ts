/** Stands in for Office.js in the demo: as much of it as the pane uses, answered by the page around it (host.ts). */
interface ItemFacts {
  itemId: string | null;
  language: string;
  theme: string;
}

let asked = 0;

function ask<T>(question: string): Promise<T> {
  const id = `office-${++asked}`;
  return new Promise((resolve) => {
    addEventListener('message', function listen(event: MessageEvent) {
      const data = event.data as { id?: string; value: T };
      if (data.id !== id) return;
      removeEventListener('message', listen);
      resolve(data.value);
    });
    parent.postMessage({ id, office: question }, location.origin);
  });
}

const DARK = { bodyBackgroundColor: '#1f1f1f' };
const LIGHT = { bodyBackgroundColor: '#ffffff' };

Object.assign(window, {
  Office: {
    onReady: async () => {
      const facts = await ask<ItemFacts>('item');
      Object.assign(window.Office.context, {
        displayLanguage: facts.language,
        officeTheme: facts.theme === 'default' ? LIGHT : DARK,
        mailbox: {
          item: facts.itemId === null ? null : { itemId: facts.itemId, itemType: 'appointment' },
          convertToRestId: (id: string) => id,
          addHandlerAsync: () => undefined,
        },
      });
      return { host: 'Outlook', platform: 'OfficeOnline' };
    },
    context: {},
    auth: { getAccessToken: () => ask<string>('token') },
    EventType: { ItemChanged: 'olkItemSelectedChanged', OfficeThemeChanged: 'officeThemeChanged' },
    MailboxEnums: { RestVersion: { v2_0: 'v2.0' }, ItemType: { Appointment: 'appointment' } },
    AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
  },
});
