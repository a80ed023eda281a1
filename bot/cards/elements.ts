import type { Message } from '../turn.ts';

/*
 * Parts of Adaptive Cards 1.5 (https://adaptivecards.io/explorer/), as far as Teams shows them.
 */

export type Element = Record<string, unknown>;
export type Action = Record<string, unknown>;

const LONGEST_TEXT = 500;

/** Text from people: Teams reads Markdown in text blocks, and a title must not become a link or a heading. */
export function plain(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  return cut.replace(/([\\`*_[\]#~|<>])/g, '\\$1').replace(/[\r\n]+/g, ' ');
}

export function heading(text: string): Element {
  return { type: 'TextBlock', text, size: 'Large', weight: 'Bolder', wrap: true, style: 'heading' };
}

export function line(text: string, more: Element = {}): Element {
  return { type: 'TextBlock', text, wrap: true, ...more };
}

export function subtle(text: string): Element {
  return line(text, { isSubtle: true, spacing: 'Small' });
}

export function warning(text: string): Element {
  return line(text, { color: 'Attention' });
}

/** Rows without a value are left out. */
export function facts(rows: [title: string, value: string | null][]): Element {
  return {
    type: 'FactSet',
    facts: rows.flatMap(([title, value]) => (value === null || value === '' ? [] : [{ title, value }])),
  };
}

/** @param data without a member called `key`: the playground cannot send it */
export function execute(title: string, verb: string, data: Record<string, unknown> = {}, more: Action = {}): Action {
  return { type: 'Action.Execute', title, verb, data: { ...data, verb }, ...more };
}

/** Only addresses of the web are opened: what Lupax or Graph gave is not trusted to be one. */
export function openUrl(title: string, url: string | null): Action[] {
  return url !== null && /^https?:\/\//.test(url) ? [{ type: 'Action.OpenUrl', title, url }] : [];
}

/** @param text what is shown and spoken where cards are not */
export function makeMessage(text: string, body: Element[], actions: Action[] = []): Message {
  const card = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    ...(actions.length > 0 ? { actions } : {}),
    fallbackText: text,
    speak: text,
  };
  return { card, text };
}

/** A heading, a sentence, and what can be done. */
export function sayMessage(title: string, body: string, actions: Action[] = []): Message {
  return makeMessage(`${title} – ${body}`, [heading(title), line(body)], actions);
}
