import { describe, expect, it } from 'vitest';
import de from '../../server/i18n/de-setup.json' with { type: 'json' };
import en from '../../server/i18n/en-setup.json' with { type: 'json' };
import { findExpiry } from '../../server/setup/expiry.ts';
import { quotePowerShell, quoteShell } from '../../server/setup/quote.ts';
import {
  writeCertificateScript,
  writeGrantScript,
  writeMeetingPolicyScript,
  writeRegistrationScript,
  writeScopeScript,
} from '../../server/setup/scripts.ts';
import { SETUP_CODES, STEP_IDS } from '../../server/setup/steps.ts';
import { SAMPLE_CERTIFICATE_PEM } from '../sandbox/entra/sample-certificate.ts';
import { PLANTS } from '../setup/plants.ts';

const FACTS = {
  tenantId: '5a9d0c1e-7b34-4c5e-9f10-3d2b8a6e4f01',
  clientId: 'c0ffee00-1234-4a5b-8c6d-7e8f90a1b2c3',
  email: 'anna@firma.de',
  objectId: 'a11ce000-0000-4000-8000-000000000001',
};

describe('the scripts', () => {
  it('name the app by its client id, the policy by its name and the user by the object id', () => {
    expect(writeMeetingPolicyScript(FACTS).split('\n')).toEqual([
      'Connect-MicrosoftTeams',
      `New-CsApplicationAccessPolicy -Identity 'Lupax' -AppIds '${FACTS.clientId}' -Description 'Lupax'`,
      `Grant-CsApplicationAccessPolicy -PolicyName 'Lupax' -Identity '${FACTS.objectId}'`,
    ]);
    expect(writeMeetingPolicyScript({ ...FACTS, objectId: null })).toContain("-PolicyName 'Lupax' -Global");
  });

  it.each([writeRegistrationScript(FACTS), writeGrantScript(FACTS)])(
    'ask for these four permissions and no others',
    (script) => {
      // https://learn.microsoft.com/graph/permissions-reference
      expect(script.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)).toEqual(
        expect.arrayContaining([
          'ef54d2bf-783f-4e0f-bca1-3210c0444d99',
          '6931bccd-447a-43d1-b442-00a195474933',
          'df021288-bdef-4463-88db-98f22de89214',
          'b8bb2037-6e08-44ac-a4ea-4674e010e2a4',
        ]),
      );
      expect(script.match(/\$roles = (.*)/)![1]!.split(',')).toHaveLength(4);
    },
  );

  it('limit the app to a group, and take back what would open everything else', () => {
    const script = writeScopeScript(FACTS);
    expect(script).toContain(
      `-App '${FACTS.clientId}' -Role 'Application Calendars.ReadWrite' -CustomResourceScope 'Lupax'`,
    );
    expect(script).toContain('Remove-MgServicePrincipalAppRoleAssignment');
    expect(writeCertificateScript(FACTS)).toContain('cat lupax.crt lupax.key > lupax.pem');
  });

  it('do not carry out what stands in an address', () => {
    expect(quotePowerShell("a'; Remove-Item x; ’$(y)`z@firma.de")).toBe("'a''; Remove-Item x; ’’$(y)`z@firma.de'");
    expect(quoteShell("a'; rm -rf $HOME@firma.de")).toBe(`'a'\\''; rm -rf $HOME@firma.de'`);
    expect(writeScopeScript({ ...FACTS, email: "o'neil@firma.de" })).toContain("-Members 'o''neil@firma.de'");
  });
});

describe('when a credential expires', () => {
  const NOW = Date.parse('2026-11-27T22:00:00Z');
  const secret = (day: string) => findExpiry(null, day, NOW);

  it('is told a month ahead', () => {
    expect(secret('2026-12-28')).toEqual({ day: '2026-12-28', daysLeft: 31, isSoon: false });
    expect(secret('2026-12-27T00:00:00+01:00')).toMatchObject({ daysLeft: 30, isSoon: true });
    expect(secret('2026-11-26')).toMatchObject({ daysLeft: -1, isSoon: true });
    expect(findExpiry(null, null, NOW)).toBeNull();
  });

  it('is known of a certificate, whatever was typed in', () => {
    const credential = { kind: 'certificate', pem: SAMPLE_CERTIFICATE_PEM } as const;
    const app = { tenantId: FACTS.tenantId, clientId: FACTS.clientId, credential };
    expect(findExpiry(app, '2026-12-01', NOW)).toMatchObject({ day: '2126-10-30', isSoon: false });
    expect(findExpiry(app, null, Date.parse('2126-10-10T00:00:00Z'))).toMatchObject({ daysLeft: 20, isSoon: true });
  });
});

function listTexts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => listTexts(part, path ? `${path}.${key}` : key));
}

describe('the sentences', () => {
  it('are the same in German and English, about the same values', () => {
    const holes = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
    const english = new Map(listTexts(en));
    expect([...english.keys()]).toEqual(listTexts(de).map(([key]) => key));
    for (const [key, text] of listTexts(de)) expect([key, holes(english.get(key)!)]).toEqual([key, holes(text)]);
  });

  it('say of every step and every fault what it is, and of a fault what to do', () => {
    for (const catalogue of [de, en]) {
      expect(Object.keys(catalogue.step)).toEqual([...STEP_IDS]);
      expect(Object.keys(catalogue.code)).toEqual(Object.keys(SETUP_CODES));
      for (const texts of Object.values(catalogue.code))
        for (const part of ['title', 'detail', 'fix'] as const) expect(texts[part]).toBeTruthy();
      for (const id of STEP_IDS) expect(catalogue.ok).toHaveProperty(id);
      const titles = Object.values(catalogue.code).map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });
});

describe('the faults that the tests plant', () => {
  /** test/setup/surroundings.test.ts */
  const ELSEWHERE = ['tenant_not_found', 'no_connector'];

  it('are all that the check has a code for', () => {
    const planted = PLANTS.flatMap(({ found }) => Object.values(found));
    expect(new Set([...planted, ...ELSEWHERE])).toEqual(new Set(Object.keys(SETUP_CODES)));
  });
});
