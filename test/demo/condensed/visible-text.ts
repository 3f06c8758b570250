const BLOCKS =
  'p|h[1-6]|li|ul|ol|tr|table|thead|tbody|caption|dl|dd|div|section|header|pre|figure|figcaption|main|nav'
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** What a reader sees of HTML, a line for each block; fields of a table's row stand on one line. Pictures are left out. */
export function visibleText(html: string): string {
  return html
    .replace(/<(svg|script|style)\b.*?<\/\1>|<wbr>/gs, '')
    .replace(/<pre\b.*?<\/pre>/gs, (lines) => lines.replaceAll('\n', '<div>'))
    .replace(/\s+/g, ' ')
    .replace(/<\/dt> ?<dd>/g, ': ')
    .replace(/<\/t[hd]> ?<t[hd]\b[^>]*>/g, ' | ')
    .replace(/<br>/g, ' ')
    .replace(new RegExp(`</?(${BLOCKS})\\b[^>]*>`, 'g'), '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&(\w+);/g, (whole, name: string) => NAMED[name] ?? whole)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}
