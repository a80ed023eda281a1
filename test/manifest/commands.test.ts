import { describe, expect, it } from 'vitest';
import { readCommand } from '../../bot/understand/commands.ts';
import { understandSentence } from '../../bot/understand/understand.ts';
import { buildPackage } from '../../manifest/build-package.ts';
import { sources, valuesOf } from './sample.ts';

const { manifest, translations } = buildPackage(sources, valuesOf());
const english = translations.get('en.json')!;
const commands = (manifest.bots?.[0]?.commandLists ?? []).flatMap(({ scopes, commands: list }, at) =>
  list.map(({ title, description }, index) => {
    const path = `bots[0].commandLists[${at}].commands[${index}]`;
    return {
      scopes,
      german: title,
      english: english[`${path}.title`]!,
      example: description,
      englishExample: english[`${path}.description`]!,
    };
  }),
);

const CONTEXT = { now: new Date('2026-11-23T09:00:00Z'), timeZone: 'Europe/Berlin', language: 'de' } as const;
const read = (text: string): string => understandSentence(text, CONTEXT).kind;

describe('the commands that Teams offers', () => {
  it.each(commands)('the bot understands "$german" and "$english" alike', (command) => {
    const [german, translated] = [command.german, command.english].map(readCommand);
    expect(german).toBe(translated);
    if (german !== null) return;
    expect([read(command.german), read(command.english)]).toEqual(['book', 'book']);
    const examples = [command.example, command.englishExample].map((text) => text.replace(/^.*?: /, ''));
    expect(examples.map(read)).toEqual(['book', 'book']);
  });

  it('offers among others only what the bot answers there', () => {
    const shared = commands
      .filter(({ scopes }) => scopes.includes('groupChat'))
      .map(({ german }) => readCommand(german));
    expect(shared).toEqual([null, 'help']);
  });
});
