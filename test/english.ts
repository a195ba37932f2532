/** Sentences of Markdown, counted as a reader would. */

export const MOST_WORDS = 25;

/** The sentences of a text: code blocks, headings, tables' cells and URLs are none, or one each. */
export function sentencesOf(markdown: string): string[] {
  const prose = markdown
    .replace(/^ *(`{3,})[^]*?^ *\1\s*$/gm, '\n')
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`[^`]*`/g, 'code')
    .replace(/[*_]{1,2}/g, '');
  const blocks = prose
    .split(/\n(?=\s*$|\s*[-*]\s|\s*\d+\.\s|#|\||>)|\n\s*\n/m)
    .filter((block) => !/^\s*(?:#|\|?\s*[-:| ]+\|?\s*$)/.test(block));
  return blocks
    .flatMap((block) => (block.trim().startsWith('|') ? block.split('|') : [block]))
    .flatMap((block) =>
      block
        .replace(/^\s*(?:[-*>]|\d+\.)\s+/, '')
        .replace(/\s+/g, ' ')
        .split(/(?<=[.!?])["”)]?\s+(?=\S)/),
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
}

export function wordsOf(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** What the rules of English exclude, as a pattern and what to do instead. */
export const excluded: readonly [RegExp, string][] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bnobody\b/i, 'name the subject'],
  [/\bwhoever\b/i, 'name the subject'],
  [/\blikewise\b/i, 'say it again'],
  [/\bby itself\b/i, 'default, or no addition'],
  [/\bdoes not do\b/i, 'name the fault'],
  [/\bheard\b/i, 'signal'],
  [/\bclings?\b/i, 'sticky'],
  [/\bblanks?\b/i, 'space'],
  [/\bhearsay|witness|testif|verdict|alibi/i, 'no metaphor of a court'],
  [/\bhim\b|\bhe\b/i, 'name the subject'],
  [/\b(?:is|are) told\b(?! apart)|\bkept told\b|\btells? (?:the|a) broker\b/i, 'publish or report'],
];
