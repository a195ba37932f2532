/** The right that each tool needs, and the refusal of a key or token without it. Everything else at /mcp needs `read`. */
import type { AccessKey, Right } from '../auth/access-key.ts';
import { type KeyWords, lacksRight, lacksScope } from '../http/admission.ts';
import type { Problem } from '../http/problem.ts';
import type { Tool } from './tool.ts';
import { changeTools, routerTools, tools } from './tool-list.ts';

export function rightFor(tool: Tool): Right {
  if (tool.reads === 'change') return tool.right;
  return tool.reads === 'router' ? 'query' : 'read';
}

const byName = new Map([...tools, ...routerTools, ...changeTools].map((tool) => [tool.name, rightFor(tool)]));

/** Null for no name of a tool. */
export function rightOf(name: unknown): Right | null {
  return typeof name === 'string' ? (byName.get(name) ?? null) : null;
}

/** A token lacks a scope, a key a right. */
export function createRightRefusal(words: KeyWords): (right: Right, key: AccessKey) => Problem {
  return (right, { isToken, may }) =>
    isToken
      ? lacksScope(words, scopeFor(right), [scopeFor('read'), ...may.map(scopeFor)])
      : lacksRight(right, may);
}

function scopeFor(right: Right): string {
  return `presence:${right}`;
}
