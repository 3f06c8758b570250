/** Text from outside in Markdown, as an independent parser of GitHub's flavour reads it. */
import { expect } from 'chai'
import fc from 'fast-check'
import { marked } from 'marked'
import { markdownTable, markdownText } from '../../../src/render/markdown/text.ts'

const PIECES = [
  ...['a', 'B', 'é', '1', '12', ' ', '  ', '\n', '.', ',', '(', ')', ';', "'", '"', '/', '%', '?'],
  ...['\\', '`', '``', '```', '*', '**', '_', '__', '{', '}', '{{', '[', ']', '[a](b)', '![', '|'],
  ...['<', '>', '<b>', '</td>', '<!--', '-->', '<?', '&', '&lt;', '&#64;', '~', '~~', '~~~', '$'],
  ...['#', '# ', '- ', '+ ', '* ', '1. ', '2) ', '=', '===', '---', '- [ ] ', '[^1]', '[^1]: '],
  ...[
    '@',
    'a@b.example',
    '@user',
    '#12',
    'GH-12',
    'http://a.example',
    'https://',
    '://',
    'ftp://x',
  ],
  ...['www.', 'WWW.a.example', 'mailto:a@b.example', 'javascript:alert(1)', ':', '!', '^', '\t'],
] as const

const text = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 14 })
  .map((pieces) => pieces.join(''))

/** What a page shows of HTML, and which tags make it. */
function read(html: string): { readonly shown: string; readonly tags: readonly string[] } {
  const tags = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
  const shown = html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39|#36|#96);/g, (_, name: string) => NAMED[name] ?? '')
  return { shown: squeezed(shown), tags }
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", '#36': '$', '#96': '`' },
}

function squeezed(shown: string): string {
  return shown.replace(/\s+/g, ' ').trim()
}

const PLACES: Readonly<
  Record<string, { make: (said: string) => string; tags: readonly string[] }>
> = {
  'a paragraph': { make: (said) => `${said}\n`, tags: ['<p>', '</p>'] },
  'a heading': { make: (said) => `# ${said}\n`, tags: ['<h1>', '</h1>'] },
  'an item of a list': {
    make: (said) => `1. ${said}\n2. x\n`,
    tags: ['<ol>', '<li>', '</li>', '<li>', '</li>', '</ol>'],
  },
}

describe('markdownText', () => {
  for (const [place, { make, tags }] of Object.entries(PLACES))
    it(`shows any text in ${place} as it is, and makes nothing of it`, () => {
      fc.assert(
        fc.property(text, (given) => {
          fc.pre(squeezed(given) !== '')
          const html = marked.parse(make(markdownText(given)), { async: false })
          const seen = read(html)
          expect(seen.tags.filter((tag) => !/^<\/?code>$/.test(tag))).to.deep.equal(tags)
          expect(seen.shown).to.equal(squeezed(place.includes('list') ? `${given} x` : given))
        }),
        { numRuns: 2000 },
      )
    })

  it('shows any text in a field of a table as it is, and makes nothing of it', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 2 }), (given) => {
        const html = marked.parse(markdownTable(['a', 'b'], [given.map(markdownText)]), {
          async: false,
        })
        const fields = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map(([, field = '']) => read(field))
        expect(fields.map(({ shown }) => shown)).to.deep.equal(given.map(squeezed))
        for (const { tags } of fields) for (const tag of tags) expect(tag).to.match(/^<\/?code>$/)
      }),
      { numRuns: 3000 },
    )
  })

  it('leaves names and sentences readable', () => {
    for (const plain of [
      '3 of 9 subjects fail.',
      'prod-eu/payments/Deployment/api',
      'networking.k8s.io/v1/NetworkPolicy',
      'snake_case and "quotes" (2026-12-28T02:00:06Z)',
      '7c1f09e2-0001, 7c1f09e2-0002',
    ])
      expect(markdownText(plain)).to.equal(plain)
  })

  it('puts what programs link by themselves in a code span', () => {
    expect(markdownText('https://a.example and ops@a.example, @team, www.a.example, #12')).to.equal(
      'https`://`a.example and ops`@`a.example, `@`team, www`.`a.example, `#`12',
    )
  })
})
