import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { findingKinds } from '../../src/record/finding.ts';

const read = (yaml: string) =>
  readConfig({
    env: {
      CONFIG_FILE: 'config.yaml',
      API_KEY: 'a-key-that-is-long-enough',
      ROUTEROS_URL: 'https://192.168.88.1',
      ROUTEROS_USERNAME: 'presence',
      ROUTEROS_PASSWORD: 'hunter2hunter2',
    },
    directory: '/',
    readFile: (path) => {
      if (path.endsWith('config.yaml')) return yaml;
      throw Object.assign(new Error(path), { code: 'ENOENT' });
    },
  });
const problemsOf = (yaml: string) => {
  const result = read(yaml);
  return 'problems' in result ? result.problems.map(({ name }) => name) : [];
};

test('findings.ignore takes every kind and any subject', () => {
  const entries = findingKinds.map((kind) => ({ kind, subject: '3C:22:FB:0A:1B:2C' }));
  const result = read(`findings: ${JSON.stringify({ ignore: entries })}`);
  expect(result).toMatchObject({ config: { findings: { ignore: entries } } });
});

test('an unknown kind, a missing kind and a missing subject are each named', () => {
  expect(problemsOf('findings: {ignore: [{kind: weak, subject: x}]}')).toEqual(['findings.ignore[0].kind']);
  expect(problemsOf('findings: {ignore: [{subject: x}, {kind: refused}]}')).toEqual([
    'findings.ignore[0].kind',
    'findings.ignore[1].subject',
  ]);
});
