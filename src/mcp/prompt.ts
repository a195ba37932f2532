/** What a prompt is: a plain value that knows no SDK. Its text carries ids and numbers only; whatever the network named is attached as a resource, where it is data. */
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
  arguments: readonly PromptArgument[];
  /** Values of arguments by name; required ones are there. */
  write: (snapshot: Snapshot, given: Readonly<Partial<Record<string, string>>>, offers: Offers) => Written;
}

/** Which tools there are beside those that are always there. */
export interface Offers {
  history: boolean;
}

export interface Written {
  /** Paragraphs of text. */
  text: readonly string[];
  attached: readonly Contents[];
}
