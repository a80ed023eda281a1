import { translate, type Language } from '../i18n/index.ts';
import type { AttentionRecord } from '../store/types.ts';
import { findObstacle, listObstacle } from '../sync/find-obstacle.ts';
import type { Gates } from './gates.ts';
import type { AccountDeps, SignedInUser } from './types.ts';

export interface AttentionView {
  id: string;
  code: string;
  since: string;
  title: string;
  detail: string;
  fix: string;
  entry: AttentionRecord['entry'];
}

export interface AttentionService {
  /** What the user has to look at, newest first. */
  list(user: SignedInUser, language: Language): Promise<AttentionView[]>;
}

export function createAttentionService(deps: Pick<AccountDeps, 'store' | 'now'>, gates: Gates): AttentionService {
  return {
    async list(user, language) {
      const { document, link } = await gates.requireLink(user);
      const organization = await deps.store.getOrganization(link.organization.id);
      await listObstacle(document, findObstacle(document, organization), deps.now());
      const records = [...document.list('attention').values()].reverse();
      records.sort((a, b) => Date.parse(b.since) - Date.parse(a.since));
      return records.map((record) => describe(record, language));
    },
  };
}

function describe({ id, code, since, params, entry }: AttentionRecord, language: Language): AttentionView {
  const write = (part: 'title' | 'detail' | 'fix'): string =>
    translate(language, `attention.${code}.${part}`, params) ??
    translate(language, `attention.other.${part}`, { title: '', ...params, code }) ??
    code;
  return { id, code, since, title: write('title'), detail: write('detail'), fix: write('fix'), entry };
}
