import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { attachmentOf } from '../../../../src/render/print/join/finish.ts'
import { joinTo } from '../../../../src/render/print/join/join.ts'
import { readJoined } from '../../../../src/render/print/join/reader.ts'
import { pageText } from '../../../../src/render/print/page-text.ts'
import { decoded, pagesOf, reference } from '../../../../src/render/print/pdf-reader.ts'
import type { PdfFile } from '../../../../src/render/print/pdf-reader.ts'
import { textIn } from '../../../../src/render/print/pdf-text.ts'
import { PARTS, printedFile } from './document.ts'

const FACTS = {
  title: 'A small document',
  language: 'en',
  date: '2026-12-28T02:03:42Z',
  producer: 'Skia/PDF m153',
}
const DATA = Buffer.from('{"a":1}\n')

describe('joined parts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-join-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const joined = async (
    name: string,
  ): Promise<{ readonly bytes: Buffer; readonly pages: number }> => {
    const path = join(folder, name)
    const joiner = joinTo(path, printedFile('sheet'))
    joiner.add(printedFile('first'), PARTS[0]!.model)
    joiner.add(printedFile('second'), PARTS[1]!.model)
    const data = {
      name: 'data.json',
      mediaType: 'application/json',
      description: 'as data',
      pieces: [DATA.subarray(0, 3), DATA.toString().slice(3)],
    }
    const { pages, size } = joiner.finish(FACTS, [await attachmentOf(data)])
    const bytes = readFileSync(path)
    expect(size).to.equal(bytes.length)
    return { bytes, pages }
  }
  let file: PdfFile
  before(async () => {
    file = readJoined((await joined('one.pdf')).bytes)
  })

  const heads = (pattern: RegExp) =>
    file.numbers.map((number) => file.object(number).head).filter((head) => pattern.test(head))
  const catalog = () => file.object(reference(file.trailer, 'Root') ?? 0).head

  it('have all pages in their order, each with its number and the margins of its kind', () => {
    const pages = pagesOf(file).map((page) => pageText(file, page))
    expect(pages).to.have.length(2)
    expect(pages[0]).to.include('Asmalldocument').and.include('page1of2').and.include('run1')
    expect(pages[0]).to.not.include('ExamplePayments')
    expect(pages[1]).to.include('Secondchapter').and.include('page2of2')
    expect(pages[1]).to.include('ExamplePayments').and.include('Internal')
  })

  it('are one document in their tags', () => {
    expect(heads(/\/S\/Document/)).to.have.length(1)
    const root = file.object(reference(catalog(), 'StructTreeRoot') ?? 0).head
    const document = file.object(reference(root, 'K') ?? 0).head
    const kids = Array.from(document.matchAll(/(\d+) 0 R/g), ([, number]) => Number(number))
    expect(kids.length).to.be.greaterThan(5)
    for (const kid of kids.slice(1))
      expect(reference(file.object(kid).head, 'P')).to.equal(reference(root, 'K'))
  })

  it('lead from each piece of content to its tag', () => {
    const root = file.object(reference(catalog(), 'StructTreeRoot') ?? 0).head
    const tree = file.object(reference(root, 'ParentTree') ?? 0).head
    const keys = new Map(
      Array.from(tree.matchAll(/(\d+) 0 R/g)).flatMap(([, leaf]) =>
        Array.from(
          file.object(Number(leaf)).head.matchAll(/(\d+) (\d+) 0 R/g),
          ([, key, object]) => [Number(key), Number(object)] as const,
        ),
      ),
    )
    for (const page of pagesOf(file)) {
      const key = Number(/\/StructParents (\d+)/.exec(page.head)?.[1])
      const parents = file.object(keys.get(key) ?? 0).head.match(/\d+ 0 R/g) ?? []
      const content = Number(/\/Contents\[\d+ 0 R (\d+) 0 R\]/.exec(page.head)?.[1])
      const marked =
        decoded(file.object(content))
          .toString('latin1')
          .match(/\/MCID \d+/g) ?? []
      expect(parents).to.have.length(marked.length)
    }
    for (const link of heads(/\/Subtype\/Link/)) {
      const element = keys.get(Number(/\/StructParent (\d+)/.exec(link)?.[1]))
      expect(file.object(element ?? 0).head).to.include('/S /Link')
    }
  })

  it('have identifiers of table heads that are unique, and listed', () => {
    const own = heads(/\/ID \(/).map((head) => /\/ID (\(\d+\))/.exec(head)?.[1])
    expect(own.length).to.be.greaterThan(4)
    expect(new Set(own).size).to.equal(own.length)
    const used = heads(/\/Headers/).flatMap((head) => head.match(/\(\d{10}\)/g) ?? [])
    for (const one of used) expect(own).to.include(one)
    const [leaf] = heads(/^<<\/Limits\[\(0000000000\)/)
    expect(leaf).to.match(/\/Names\[\(0000000000\) \d+ 0 R/)
  })

  it('give list items their bodies, and groups of pictures no name', () => {
    const items = heads(/\/S\/LI\b/)
    expect(items).to.have.length(3)
    for (const item of items) {
      const kids = Array.from(
        (/\/K\[([^\]]*)\]/.exec(item)?.[1] ?? '').matchAll(/(\d+) 0 R/g),
        ([, kid]) => /\/S \/(\w+)/.exec(file.object(Number(kid)).head)?.[1],
      )
      expect(kids).to.deep.equal(['Lbl', 'LBody'])
    }
    expect(heads(/\/S \/Figure/).map((head) => textIn(head, 'Alt'))).to.deep.equal([
      'A picture (with words)',
    ])
    expect(heads(/\/S \/Div/)).to.have.length(1)
  })

  it('keep links within and across parts, each with its words', () => {
    const links = heads(/\/Subtype\/Link/)
    expect(
      links.map((link) => textIn(link.replace('/Contents(', '/Contents ('), 'Contents')),
    ).to.deep.equal([
      'the second chapter',
      'the list',
      'a cell (of a table)',
      'the second chapter',
      'the first',
    ])
    const names = links.map((link) => /\/Dest\((\w+)\)/.exec(link)?.[1])
    expect(names).to.deep.equal(['second', 'list', 'cell', 'second', 'here'])
    const places = heads(/^<<\/Limits\[\(cell\) \(second\)\]/).join('')
    const [first, second] = pagesOf(file).map(({ number }) => number)
    expect(places).to.match(new RegExp(`\\(cell\\) \\[${second} 0 R /XYZ`))
    expect(places).to.match(new RegExp(`\\(here\\) \\[${first} 0 R /XYZ`))
    expect(places).to.match(new RegExp(`\\(second\\) \\[${second} 0 R /XYZ`))
  })

  it('have the number of its page in each entry of a list, in the place and the tag of its rank', () => {
    const [first] = pagesOf(file)
    expect(pageText(file, first!)).to.include('Secondchapter2').and.not.include('0000')
    const content = Number(/\/Contents\[\d+ 0 R (\d+) 0 R\]/.exec(first!.head)?.[1])
    const operators = decoded(file.object(content)).toString('latin1')
    const tagged = operators.match(/MCID \d+ >>BDC\n(?:(?!EMC)[^])*?EMC/g) ?? []
    const [number, ...others] = tagged.filter((one) => one.includes('/XNumber '))
    expect(others).to.have.length(0)
    const marked = /\d+/.exec(number ?? '')?.[0] ?? 'none'
    const holders = heads(new RegExp(`/K \\[?[^\\]>]*(?<!\\d)${marked}(?!\\d| 0 R)`))
    expect(holders.filter((head) => head.includes('/S /Link'))).to.have.length(1)
  })

  it('are refused where a list names a page of nothing', () => {
    const joining = (name: string, pages: readonly string[]) => () => {
      const joiner = joinTo(join(folder, name), printedFile('sheet'))
      try {
        joiner.add(printedFile('first'), { ...PARTS[0]!.model, pages })
        joiner.finish(FACTS, [])
      } catch (error) {
        joiner.abandon()
        throw error
      }
    }
    expect(joining('here.pdf', ['here'])).to.not.throw()
    expect(joining('nowhere.pdf', ['nowhere'])).to.throw('names the page of nowhere')
  })

  it('have bookmarks with the words and levels of the headings', () => {
    const outline = file.object(reference(catalog(), 'Outlines') ?? 0)
    const below = (number: number): readonly string[] => {
      const titles: string[] = []
      for (let next = reference(file.object(number).head, 'First'); next !== undefined;) {
        const { head } = file.object(next)
        titles.push(
          /\/Title\(([^)]*)\)/.exec(head)?.[1] ?? '',
          ...below(next).map((one) => `> ${one}`),
        )
        next = reference(head, 'Next')
      }
      return titles
    }
    expect(below(outline.number)).to.deep.equal([
      'A small document',
      '> First chapter',
      '> Second chapter',
      '> > A figure',
    ])
  })

  it('mark what no tag names as an artifact', () => {
    const [, second] = pagesOf(file)
    const content = Number(/\/Contents\[\d+ 0 R (\d+) 0 R\]/.exec(second!.head)?.[1])
    expect(decoded(file.object(content)).toString('latin1')).to.match(
      /\/Artifact BMC\n[^]*?f\nEMC\n/,
    )
  })

  it('carry the data, title, language and the mark of PDF/UA', () => {
    expect(catalog())
      .to.match(/\/AF\[(\d+) 0 R\]/)
      .and.include('/Lang(en)')
      .and.include('/DisplayDocTitle true')
    const [spec] = heads(/^<<\/Type\/Filespec/)
    expect(spec).to.include('/AFRelationship/Data').and.include('/F(data.json)')
    const embedded = file.object(Number(/\/EF<<\/F (\d+) 0 R/.exec(spec!)?.[1]))
    expect(embedded.head).to.include('/Subtype/application#2Fjson')
    expect(decoded(embedded)).to.deep.equal(DATA)
    const metadata = decoded(file.object(reference(catalog(), 'Metadata') ?? 0)).toString('utf8')
    expect(metadata).to.include('<pdfuaid:part>1</pdfuaid:part>')
  })

  it('share what says the same, and name no object that is not there', () => {
    const there = new Set(file.numbers)
    for (const number of file.numbers)
      for (const [, named] of file.object(number).head.matchAll(/(\d+) 0 R\b/g))
        expect(there.has(Number(named)), `${named ?? ''} in ${number}`).to.equal(true)
    // one of the sheet, and one that both parts share
    expect(heads(/^<<\/ca 1\n/)).to.have.length(2)
  })

  it('give the same bytes for the same parts', async () => {
    const [two, three] = [await joined('two.pdf'), await joined('three.pdf')]
    expect(Buffer.compare(two.bytes, three.bytes)).to.equal(0)
  })
})
