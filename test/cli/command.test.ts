/** The command line to a command or a refusal. */
import { describe, expect, it } from 'vitest';
import { HELP, parseCommand } from '../../src/cli/command.ts';

const parse = (line: string) => parseCommand(line.split(' ').filter(Boolean));

describe('parseCommand', () => {
  it.each([
    ['', { name: 'serve' }],
    ['serve', { name: 'serve' }],
    ['check', { name: 'check', isProving: false }],
    ['changes', { name: 'changes', act: 'list', id: null, url: 'http://127.0.0.1:8490' }],
    ['changes watch 5f1c', { name: 'changes', act: 'watch', id: '5f1c', url: 'http://127.0.0.1:8490' }],
    ['changes undo 5f1c --url http://a', { name: 'changes', act: 'undo', id: '5f1c', url: 'http://a' }],
    ['check --prove-undo', { name: 'check', isProving: true }],
    ['demo', { name: 'demo' }],
    ['--help', { name: 'help' }],
    ['-h', { name: 'help' }],
    ['help', { name: 'help' }],
    ['check --help', { name: 'help' }],
    ['dance --help', { name: 'help' }],
    ['--version', { name: 'version' }],
    ['-V', { name: 'version' }],
    ['version', { name: 'version' }],
    ['mcp', { name: 'mcp', url: null, key: null }],
    ['mcp --url http://a:1', { name: 'mcp', url: 'http://a:1', key: null }],
    ['mcp --key=k --url=https://a', { name: 'mcp', url: 'https://a', key: 'k' }],
    ['--url http://a mcp', { name: 'mcp', url: 'http://a', key: null }],
  ])('"%s" is a command', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['dance', 'There is no command "dance".'],
    ['chek', 'There is no command "chek". Did you mean "check"?'],
    ['check twice', '"check" takes no "twice".'],
    ['check --url http://a', '"check" takes no "--url".'],
    ['--url http://a', '"serve" takes no "--url".'],
    ['demo -x', '"demo" takes no "-x".'],
    ['changes approve', '"changes approve" needs the id of a change.'],
    ['changes list 5f1c', '"changes list" takes no "5f1c".'],
    ['changes fly', '"changes" has no "fly"; use one of list, show, watch, approve, reject, undo.'],
    ['changes undo a b', '"changes" takes no "b".'],
    ['changes --key k', '"changes" takes no "--key".'],
    ['demo --prove-undo', '"demo" takes no "--prove-undo".'],
    ['mcp --host a', '"mcp" takes no "--host".'],
    ['mcp again', '"mcp" takes no "again".'],
    ['mcp --url', '"--url" needs a value.'],
    ['mcp --url http://a --key', '"--key" needs a value.'],
    ['mcp --url ftp://a', '"--url" needs an http or https URL, such as http://192.168.88.10:8490.'],
    ['mcp --key k', '"--key" needs "--url" as well.'],
  ])('"%s" is refused with the reason', (line, refused) => {
    expect(parse(line)).toEqual({ refused });
  });

  it('knows every command that the help text lists', () => {
    const listed = [...HELP.matchAll(/^ {2}mikrotik-presence +(?:(\S+) {2,})?/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(listed).toHaveLength(7);
    for (const name of listed) expect(parse(name)).not.toHaveProperty('refused');
  });
});
