import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '../../src/parse/reading.ts';
import { atOnce } from '../../src/parse/sliced.ts';
import { type Shape, toRead, toTrap } from '../../src/routeros/answer.ts';
import { createDecoder } from '../../src/parse/charset.ts';

const URL = 'https://192.168.88.1/rest/ip/arp';
const decode = createDecoder('windows-1252');

function answer(
  statusCode: number,
  body: unknown,
  type: string | undefined = 'application/json',
  headers = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    statusCode,
    headers: { ...(type === '' ? {} : { 'content-type': type }), ...headers },
    body: Buffer.from(text),
  };
}

function judged(given: ReturnType<typeof answer>, shape: Shape = 'list') {
  const read = atOnce(toRead(URL, given, shape, decode));
  if (read.status === 'failed') {
    expect(read.error.message).toMatch(
      /^[A-Z\d].+\. Request: GET https:\/\/192\.168\.88\.1\/rest\/ip\/arp\.$/,
    );
    expect(read.error.remedy).toMatch(/\.$/);
  }
  return read;
}

function kindOf(...args: Parameters<typeof judged>): ErrorKind | 'complete' | 'absent' {
  const read = judged(...args);
  return read.status === 'failed' ? read.error.kind : read.status;
}

describe('rows', () => {
  it('are a list of objects', () => {
    expect(judged(answer(200, [{ a: '1' }, {}]))).toEqual({ status: 'complete', rows: [{ a: '1' }, {}] });
    expect(judged(answer(200, []))).toEqual({ status: 'complete', rows: [] });
  });

  it('of a singleton are one object', () => {
    expect(judged(answer(200, { a: '1' }), 'singleton')).toEqual({ status: 'complete', rows: [{ a: '1' }] });
  });

  it.each([[{}], [null], ['text'], [1], [true]])('are not %j', (body) => {
    expect(kindOf(answer(200, JSON.stringify(body)))).toBe('bad_reply');
  });

  it.each([[null], ['text'], [1], [[]], [[{}]]])('of a list do not hold %j', (element) => {
    expect(kindOf(answer(200, [{ a: '1' }, element]))).toBe('bad_reply');
  });

  it.each([[[]], [[{}]], [null], ['text'], [1]])('of a singleton are not %j', (body) => {
    expect(kindOf(answer(200, JSON.stringify(body)), 'singleton')).toBe('bad_reply');
  });

  it('come as JSON, whatever else the content type says', () => {
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'text/json', '']) {
      expect(kindOf(answer(200, [], type))).toBe('complete');
    }
    for (const type of ['text/html', 'text/plain', 'application/octet-stream', 'application/jsonp']) {
      expect(kindOf(answer(200, [], type))).toBe('bad_reply');
    }
  });
});

describe('what the router says instead', () => {
  // as routers were seen to answer
  it.each([
    ['wrong password', 401, undefined, 'unauthorized'],
    ['group without api', 500, 'std failure: not allowed (9)', 'unauthorized'],
    ['refused by policy', 500, 'not enough permissions (9)', 'unauthorized'],
    ['missing menu', 400, 'no such command or directory (wifi)', 'absent'],
    ['missing menu, as the old manual has it', 406, 'no such command or directory (remove)', 'absent'],
    ['a command', 400, 'no such command', 'absent'],
    ['missing menu with the status of a missing row', 404, 'no such command or directory (wifi)', 'absent'],
    ['not served at this URL', 404, undefined, 'bad_reply'],
    ['behind a command that was cut', 400, 'Session closed', 'router_error'],
    ['another status for a missing menu', 500, 'no such command', 'router_error'],
    ['another 400', 400, 'missing or invalid resource identifier', 'router_error'],
    ['another 500', 500, 'std failure: timeout (13)', 'router_error'],
    ['forbidden', 403, undefined, 'unauthorized'],
    ['too busy', 503, undefined, 'router_error'],
  ])('%s', (_, status, detail, expected) => {
    const error = { error: status, message: 'Words' };
    expect(kindOf(answer(status, detail === undefined ? error : { detail, ...error }))).toBe(expected);
  });

  it.each([
    ['', '404'],
    [{ error: 404, message: 'Not Found' }, '404 Not Found'],
  ])('of a path that is not served, %j, is that there is no REST', (body, said) => {
    expect(judged(answer(404, body))).toMatchObject({
      error: { message: `There is no REST at this address: ${said}. Request: GET ${URL}.` },
    });
  });

  it('of a missing policy names test where packets are sent', () => {
    const refused = answer(500, { error: 500, detail: 'not enough permissions (9)', message: 'Words' });
    const remedyOf = (path: string) => {
      const read = atOnce(toRead(`https://192.168.88.1/rest/${path}`, refused, 'list', decode));
      return read.status === 'failed' ? read.error.remedy : read.status;
    };
    expect(remedyOf('ping')).toContain('policy=read,test,api,rest-api.');
    expect(remedyOf('tool/traceroute')).toContain('policy=read,test,api,rest-api.');
    expect(remedyOf('ip/arp')).toContain('policy=read,api,rest-api.');
    const trap = toTrap('api://192.168.88.1/ping', 'not enough permissions (9)');
    expect(trap).toMatchObject({
      error: { remedy: expect.stringContaining('policy=read,test,api.') as string },
    });
  });

  it('is quoted', () => {
    const read = judged(
      answer(500, { detail: 'std failure: timeout (13)', message: 'Internal Server Error' }),
    );
    expect(read).toMatchObject({
      error: {
        message: expect.stringContaining('500 Internal Server Error (std failure: timeout (13))') as string,
      },
    });
  });

  it('is quoted in one short line', () => {
    const read = judged(answer(500, { detail: `first\r\n\u001b[31msecond ${'x'.repeat(500)}` }));
    const message = read.status === 'failed' ? read.error.message : '';
    expect(message).toMatch(/^[\x20-\x7e]+$/);
    expect(message.length).toBeLessThan(250);
  });

  it.each([
    ['rest', 'not JSON {'],
    ['', ''],
    ['null', 'null'],
    ['list', '[]'],
  ])('may be nonsense: %s', (_, body) => {
    expect(kindOf(answer(500, body))).toBe('router_error');
  });
});

describe('something else that answers', () => {
  const page = '<!doctype html>\n<html><head><title>RouterOS router configuration page</title></head></html>';

  it('is named by its page', () => {
    const read = judged(answer(200, page, 'text/html; charset=utf-8'));
    expect(read).toMatchObject({ error: { kind: 'bad_reply' } });
    expect(JSON.stringify(read)).toContain('200, text/html, \\"RouterOS router configuration page\\"');
  });

  it('is noticed without a content type', () => {
    expect(kindOf(answer(200, page, ''))).toBe('bad_reply');
  });

  it('with 403 is a web service on which REST is switched off', () => {
    const read = judged(answer(403, page, 'text/html'));
    expect(read).toMatchObject({
      error: { kind: 'bad_reply', remedy: expect.stringContaining('rest-plain=yes') as string },
    });
  });

  it('that wants a password wants a password', () => {
    expect(kindOf(answer(401, page, 'text/html'))).toBe('unauthorized');
  });

  it('that redirects is named without the credentials in its address', () => {
    const read = judged(
      answer(302, '', '', { location: 'https://user:secret@other.lan/login?token=secret' }),
    );
    expect(read).toMatchObject({ error: { kind: 'bad_reply' } });
    expect(JSON.stringify(read)).toContain('https://other.lan/login');
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it('that redirects nowhere is survived', () => {
    for (const location of [undefined, '', '//', 'http://'])
      expect(kindOf(answer(301, '', '', { location }))).toBe('bad_reply');
  });
});

const captures = process.env['CAPTURES_DIR'];

it.skipIf(captures === undefined)('every captured error means something', () => {
  const cases = JSON.parse(readFileSync(join(captures!, 'errors.json'), 'utf8')) as {
    case: string;
    status: number;
    body: unknown;
  }[];
  expect(cases.length).toBeGreaterThan(5);
  for (const { status, body } of cases) {
    expect(kindOf(answer(status, body as object))).toMatch(
      /^(?:unauthorized|absent|bad_reply|router_error)$/,
    );
  }
});

describe('rows that hold only `.id`', () => {
  const asked = ['base-mac', 'identity'];
  const read = (rows: object[], properties: readonly string[] | null = asked) =>
    atOnce(toRead(URL, answer(200, rows), 'list', decode, properties));

  it('are a bad reply where properties were asked for', () => {
    expect(read([{ '.id': '*1' }, { '.id': '*2' }])).toMatchObject({
      status: 'failed',
      error: {
        kind: 'bad_reply',
        message: expect.stringContaining('nothing of what was asked for') as string,
      },
    });
  });

  it('are none among others, and an empty list is complete', () => {
    expect(read([{ '.id': '*1' }, { '.id': '*2', identity: '' }]).status).toBe('complete');
    expect(read([]).status).toBe('complete');
    expect(read([{ '.id': '*1' }], null).status).toBe('complete');
  });
});
