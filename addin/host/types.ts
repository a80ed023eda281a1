export type ThemeName = 'light' | 'dark' | 'contrast';

/** What Teams and Outlook offer to the pages they show, as the rest of the add-in sees it. */
export interface Host {
  /** Decides on the colours: Teams has its own. */
  look: 'teams' | 'office';
  /** BCP 47, as the host shows itself, e.g. `de-de`. */
  locale: string;
  theme: ThemeName;
  /** The view that a link into the tab asks for. */
  view: string | null;
  /** Told of every change of the theme. @returns ends it */
  watchTheme(listener: (theme: ThemeName) => void): () => void;
  /**
   * An Entra access token of the signed-in user for this product; the host keeps it and renews it.
   * @throws SignInError
   */
  getToken(): Promise<string>;
}

/** The page stands in a browser of its own, or in a frame that does not answer. */
export class NoHostError extends Error {
  override readonly name = 'NoHostError';
}
