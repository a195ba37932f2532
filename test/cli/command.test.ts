/** The command line to a command or a refusal. */
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-code.ts';
import { HELP, parseCommand } from '../../src/cli/command.ts';

const parse = (line: string) => parseCommand(line.split(' ').filter(Boolean));

describe('parseCommand', () => {
  it.each([
    ['', { name: 'serve' }],
    ['serve', { name: 'serve' }],
    ['check', { name: 'check', isProving: false, allStrangers: false, isJson: false }],
    ['check --strangers --json', { name: 'check', isProving: false, allStrangers: true, isJson: true }],
    ['changes', { name: 'changes', act: 'list', id: null, url: 'http://127.0.0.1:8490' }],
    ['changes watch 5f1c', { name: 'changes', act: 'watch', id: '5f1c', url: 'http://127.0.0.1:8490' }],
    ['changes undo 5f1c --url http://a', { name: 'changes', act: 'undo', id: '5f1c', url: 'http://a' }],
    ['check --prove-undo', { name: 'check', isProving: true, allStrangers: false, isJson: false }],
    ['demo', { name: 'demo', host: null, port: null }],
    ['demo --host 0.0.0.0 --port 9000', { name: 'demo', host: '0.0.0.0', port: 9000 }],
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
    ['--foo', 'There is no option "--foo".'],
    ['-x', 'There is no option "-x".'],
    ['serve --foo', '"serve" takes no "--foo".'],
    ['--hlep', 'There is no option "--hlep". Did you mean "--help"?'],
    ['check --stranger', '"check" takes no "--stranger". Did you mean "--strangers"?'],
    ['demo --port http', '"--port" needs a whole number from 1 to 65535, such as 8490.'],
    ['demo --host', '"--host" needs a value.'],
    ['check --json --prove-undo', '"--prove-undo" asks before it writes, so it takes no "--json".'],
    ['mcp again', '"mcp" takes no "again".'],
    ['mcp --url', '"--url" needs a value.'],
    ['mcp --url http://a --key', '"--key" needs a value.'],
    ['mcp --url ftp://a', '"--url" needs an http or https URL, such as http://192.168.88.10:8490.'],
    ['mcp --key k', '"--key" needs "--url" as well.'],
  ])('"%s" is refused with the reason', (line, refused) => {
    expect(parse(line)).toEqual({ refused });
  });

  it('names every exit code and some examples', () => {
    for (const code of Object.values(EXIT)) expect(HELP).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
    expect(HELP).toContain('Examples:');
  });

  it('knows every command that the help text lists', () => {
    const listed = [...HELP.matchAll(/^ {2}mikrotik-presence(?: (\S+))? {2,}\S/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(listed).toHaveLength(7);
    for (const name of listed) expect(parse(name)).not.toHaveProperty('refused');
  });
});
