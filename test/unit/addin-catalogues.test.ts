import { describe, expect, it } from 'vitest';
import de from '../../addin/i18n/de/index.ts';
import en from '../../addin/i18n/en/index.ts';
import { REASONS } from '../../addin/i18n/reasons.ts';
import type { Reason } from '../../server/sync/core/plan-types.ts';

function listLeaves(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, object | string]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : listLeaves(value, `${prefix}${key}.`),
  );
}

const german = new Map(listLeaves(de));
const english = new Map(listLeaves(en));
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();

describe('the catalogues of tab and pane', () => {
  it('have the same keys in German and English', () => {
    expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  });

  it('say something under every key', () => {
    for (const [key, text] of [...german, ...english]) expect(text.trim(), key).not.toBe('');
  });

  it('have the same places to fill in', () => {
    for (const [key, text] of german) expect(holes(english.get(key)!), key).toEqual(holes(text));
  });

  it('quote as each language does', () => {
    for (const [key, text] of german) expect(text, key).not.toMatch(/["“]\w|\.\.\./);
    for (const [key, text] of english) expect(text, key).not.toMatch(/["„]|\.\.\./);
  });

  it('have words for every reason that a run may give', () => {
    const known = Object.keys({
      new_in_outlook: 1,
      new_in_lupax: 1,
      changed_in_outlook: 1,
      changed_in_lupax: 1,
      conflict: 1,
      visibility_changed: 1,
      put_back: 1,
      deletion_put_back: 1,
      recreated_after_edit: 1,
      deleted_in_outlook: 1,
      deleted_in_lupax: 1,
      not_shared: 1,
      cancelled: 1,
      declined: 1,
      excluded: 1,
      free_event: 1,
      project_gone: 1,
      projects_off: 1,
      unlinked: 1,
      undone: 1,
    } satisfies Record<Reason, 1>);
    expect(REASONS).toEqual(expect.arrayContaining(known));
    for (const reason of REASONS) expect(german.has(`reason.${reason}`), reason).toBe(true);
  });
});
