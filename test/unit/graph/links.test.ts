import { describe, expect, it } from 'vitest';
import { createLinkReader } from '../../../server/graph/links.ts';
import { graphPath, withQuery } from '../../../server/graph/path.ts';

const read = createLinkReader('http://127.0.0.1:4000');

describe('links of Graph', () => {
  it('are followed letter by letter through the base URL, whether they name it or Microsoft', () => {
    const rest = "/users('u')/calendars('a-b_c')/calendarView/delta?$deltatoken=R0~x=='%20y";
    expect(read(`https://graph.microsoft.com/v1.0${rest}`).path).toBe(rest);
    expect(read(`http://127.0.0.1:4000/v1.0${rest}`).path).toBe(rest);
  });

  it.each([
    'https://evil.example.test/v1.0/users/x',
    'https://graph.microsoft.com.evil.example.test/v1.0/users/x',
    'https://graph.microsoft.com@evil.example.test/v1.0/users/x',
    'http://graph.microsoft.com/v1.0/users/x',
    'http://127.0.0.1:4001/v1.0/users/x',
    'https://graph.microsoft.com/v1.0/../beta/users/x',
    'https://graph.microsoft.com/beta/users/x',
    '//evil.example.test/v1.0/x',
    '/v1.0/users/x',
    'nonsense',
  ])('are refused when they lead elsewhere: %s', (link) => {
    expect(() => read(link)).toThrow(expect.objectContaining({ code: 'refused' }));
  });
});

describe('paths', () => {
  it('encode ids and keep them out of logs', () => {
    const path = graphPath`/users/${'u'}/events/${'a/b+c=='}`;
    expect(path).toEqual({ path: '/users/u/events/a%2Fb%2Bc%3D%3D', template: '/users/{}/events/{}' });
    expect(withQuery(path, { $filter: "a eq 'b c'" }).path).toBe(
      "/users/u/events/a%2Fb%2Bc%3D%3D?$filter=a%20eq%20'b%20c'",
    );
  });
});
