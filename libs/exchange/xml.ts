/** Text as it may stand in an element. A sign XML cannot hold is left out: no field of a return has a use for one. */
export function inText(text: string): string {
  return text.replace(notXml, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text as it may stand in a comment. */
export function inComment(text: string): string {
  return inText(text).replaceAll('--', '- -');
}

/** What XML 1.0 does not take: control characters but tab and the ends of lines, lone surrogates, U+FFFE and U+FFFF. */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
