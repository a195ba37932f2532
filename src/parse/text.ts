/**
 * The one cleaner of text from the network. Host names, comments and SSIDs are untrusted: invisible characters can make two names look alike,
 * reverse a line or hide words. Edges add only what their format demands.
 */

export const MAX_TEXT_LENGTH = 128;

/** Most text: nothing to remove, nothing to fold. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Invisible parts of emoji: a joiner between two pictographs, the selector of a style, a keycap, the flags of England, Scotland and Wales. */
const EMOJI_PART = [
  String.raw`(?<=\p{ExtPict}\p{EMod}?\uFE0F?)\u200D(?=\p{ExtPict})`,
  String.raw`(?<=\p{ExtPict})[\uFE0E\uFE0F]`,
  String.raw`(?<=[0-9#*])\uFE0F(?=\u20E3)`,
  ...['gbeng', 'gbsct', 'gbwls'].map((region) => String.raw`(?<=\u{1F3F4})${toTags(region)}\u{E007F}`),
].join('|');

/**
 * Unicode's Other (control, format, surrogate halves, private use, unassigned), line and paragraph separators, and every further character that
 * shows nothing, such as Hangul fillers and variation selectors. Code points reserved for the emoji of later versions stay.
 */
const UNSAFE = String.raw`(?:(?!\p{ExtPict})[\p{C}\p{Zl}\p{Zp}\p{DI}])+`;
const EMOJI_PART_OR_UNSAFE = new RegExp(`(${EMOJI_PART})|${UNSAFE}`, 'gu');

/** A blank Braille pattern looks like a space. */
const WHITE_SPACE = /[\s\u2800]+/g;

/**
 * Without control, bidi and other invisible characters, white space folded, at most 128 code points; null when nothing is left. Cleaning twice
 * changes nothing.
 */
export function cleanText(value: string): string | null {
  if (value.length <= MAX_TEXT_LENGTH && PLAIN.test(value)) return value;
  // bounds the work; no text kept is that long
  const visible = removeUnsafe(value.slice(0, 16 * MAX_TEXT_LENGTH));
  const folded = visible.replace(WHITE_SPACE, ' ').trim();
  return (folded.length <= MAX_TEXT_LENGTH ? folded : cut(folded)) || null;
}

/** A cut through an emoji leaves a joiner behind, which then shows nothing. */
function cut(text: string): string {
  return removeUnsafe(Array.from(text).slice(0, MAX_TEXT_LENGTH).join('')).trim();
}

function removeUnsafe(text: string): string {
  return text.replace(EMOJI_PART_OR_UNSAFE, (_, emojiPart?: string) => emojiPart ?? '');
}

function toTags(region: string): string {
  return Array.from(region, (letter) => `\\u{${(0xe0000 + letter.charCodeAt(0)).toString(16)}}`).join('');
}
