/** A prompt as a plain value, independent of the SDKs. Its text holds ids and numbers only; names from the network are attached as a resource. */
import type { Snapshot } from '../record/snapshot.ts';
import type { Complete } from './completion.ts';
import type { Contents } from './resource.ts';

export interface PromptArgument {
  name: string;
  title: string;
  description: string;
  required: boolean;
  complete: Complete;
}

export interface Prompt {
  name: string;
  title: string;
  description: string;
  /** Offered only where this is. */
  needs?: 'history' | 'routers' | 'changes';
  arguments: readonly PromptArgument[];
  /** `given`: values of the arguments by name, all required ones included. */
  write: (
    snapshot: Snapshot,
    given: Readonly<Partial<Record<string, string>>>,
    offers: Offers,
  ) => WrittenPrompt;
}

/** Which optional tools are offered. */
export interface Offers {
  history: boolean;
  /** Routers may be asked. */
  routers?: boolean;
  /** Changes are on. */
  changes?: boolean;
  /** Changes may be proposed. */
  proposals?: boolean;
  /** Of the house: days are in it, and a prompt that has any names it. Default: UTC. */
  timeZone?: string;
}

export interface WrittenPrompt {
  /** Paragraphs of text. */
  text: readonly string[];
  attached: readonly Contents[];
}
