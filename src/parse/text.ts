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

/** Canonical_Combining_Class=Virama, a property that regular expressions lack. */
const VIRAMA = [
  String.raw`\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714\u1715\u1734\u17D2`,
  String.raw`\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\u2D7F\uA806\uA82C\uA8C4\uA953\uA9C0\uAAF6\uABED\u{10A3F}\u{11046}\u{11070}\u{1107F}`,
  String.raw`\u{110B9}\u{11133}\u{11134}\u{111C0}\u{11235}\u{112EA}\u{1134D}\u{113CE}-\u{113D0}\u{11442}\u{114C2}\u{115BF}\u{1163F}`,
  String.raw`\u{116B6}\u{1172B}\u{11839}\u{1193D}\u{1193E}\u{119E0}\u{11A34}\u{11A47}\u{11A99}\u{11C3F}\u{11D44}\u{11D45}\u{11D97}`,
  String.raw`\u{11F41}\u{11F42}\u{1612F}`,
].join('');

/** Scripts whose letters join within a word, so that a non-joiner between two of them changes their form. */
const JOINING_SCRIPTS = [
  'Arabic',
  'Syriac',
  'Mandaic',
  'Mongolian',
  'Nko',
  'Phags_Pa',
  'Adlam',
  'Manichaean',
];

/** Joiners and non-joiners that change the letters beside them, much as CONTEXTJ of IDNA (RFC 5892) allows them. */
const LETTER_JOINER = [
  `(?<=[${VIRAMA}])[\\u200C\\u200D]`,
  ...JOINING_SCRIPTS.map((script) => {
    const letter = String.raw`(?=\p{L})\p{Script=${script}}`;
    return String.raw`(?<=${letter}\p{M}*)\u200C(?=${letter})`;
  }),
].join('|');

/**
 * Control and format characters, surrogate halves, noncharacters, line and paragraph separators, and every further character that shows nothing, such as
 * Hangul fillers and variation selectors. Code points that this version of Unicode does not know stay: a later one may give them a letter.
 */
const UNSAFE = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]+`;
const KEPT_OR_UNSAFE = new RegExp(`(${EMOJI_PART}|(?=[\u200C\u200D])(?:${LETTER_JOINER}))|${UNSAFE}`, 'gu');

/** A blank Braille pattern looks like a space. */
const WHITE_SPACE = /[\s\u2800]+/g;

/**
 * Without control, bidi and other invisible characters, white space folded, at most `maxLength` code points; null when nothing is left. Cleaning twice
 * changes nothing.
 */
export function cleanText(value: string, maxLength = MAX_TEXT_LENGTH): string | null {
  if (value.length <= maxLength && PLAIN.test(value)) return value;
  // bounds the work; no text kept is that long
  const visible = removeUnsafe(value.slice(0, 16 * maxLength));
  const folded = visible.replace(WHITE_SPACE, ' ').trim();
  return (folded.length <= maxLength ? folded : cut(folded, maxLength)) || null;
}

/** A cut through an emoji or a word leaves a joiner behind, which then shows nothing. */
function cut(text: string, maxLength: number): string {
  return removeUnsafe(Array.from(text).slice(0, maxLength).join('')).trim();
}

function removeUnsafe(text: string): string {
  return text.replace(KEPT_OR_UNSAFE, (_, kept?: string) => kept ?? '');
}

function toTags(region: string): string {
  return Array.from(region, (letter) => `\\u{${(0xe0000 + letter.charCodeAt(0)).toString(16)}}`).join('');
}
