import { expect, test } from 'vitest';
import { LANGUAGES, translate } from '../../../server/i18n/index.ts';

test.each(LANGUAGES)('a missing application access policy is told with the exact PowerShell (%s)', (language) => {
  const params = { clientId: '11111111-aaaa', objectId: '22222222-bbbb' };
  const fix = translate(language, 'attention.meeting_policy_missing.fix', params)!;
  const commands = fix.slice(fix.indexOf('Connect-MicrosoftTeams')).split('; ');
  expect(commands.slice(0, 3)).toEqual([
    'Connect-MicrosoftTeams',
    'New-CsApplicationAccessPolicy -Identity Lupax -AppIds "11111111-aaaa" -Description "Lupax"',
    expect.stringContaining('Grant-CsApplicationAccessPolicy -PolicyName Lupax -Identity "22222222-bbbb"'),
  ]);
});
