import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectOutlook } from '../host/office.ts';
import { NoHostError } from '../host/types.ts';
import { chooseLanguage } from '../i18n/language.ts';
import { loadTexts } from '../i18n/texts.tsx';
import { Frame } from '../shell/frame.tsx';
import { OutsidePage } from '../shell/outside-page.tsx';
import { Pane } from './pane.tsx';

const root = createRoot(document.getElementById('root')!);

try {
  const host = await connectOutlook();
  const texts = await loadTexts(chooseLanguage(host.locale));
  root.render(
    <StrictMode>
      <Frame host={host} texts={texts}>
        <Pane host={host} />
      </Frame>
    </StrictMode>,
  );
  // Outlook keeps the handlers of a pane that is gone; one that the browser keeps aside may come back.
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) root.unmount();
  });
} catch (error) {
  if (!(error instanceof NoHostError)) throw error;
  root.render(<OutsidePage texts={await loadTexts(chooseLanguage(navigator.language))} />);
}
