import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FONT_FOLDER, fontParts } from '../../../src/render/font/parts.ts'
import { charactersOf } from '../../../src/render/font/woff.ts'
import { visible } from '../../../src/render/text.ts'

type Source = { readonly name: string; readonly license: string; readonly files: string }

const { packages } = JSON.parse(readFileSync(join(FONT_FOLDER, 'sources.json'), 'utf8')) as {
  packages: readonly Source[]
}

describe('templates/fonts/', () => {
  it('has of each package what its source says, and the licence', () => {
    const folders = packages.map(({ name }) => name.replace('@fontsource/', ''))
    expect(readdirSync(FONT_FOLDER).sort()).to.deep.equal([...folders, 'sources.json'].sort())
    for (const [index, { license, files }] of packages.entries()) {
      const folder = join(FONT_FOLDER, folders[index]!)
      expect(license).to.equal('OFL-1.1')
      expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).to.include('SIL Open Font License')
      const others = readdirSync(folder).filter((file) => !new RegExp(files).test(file))
      expect(others).to.deep.equal(['LICENSE'])
    }
  })
})

describe('fontParts', () => {
  const parts = Array.from(fontParts(new Set()))

  it('has nothing invisible in the fonts of other scripts', () => {
    for (const part of parts.slice(6))
      for (const code of part.characters()) {
        const character = String.fromCodePoint(code)
        expect(visible(character)).to.equal(character)
      }
  })

  it('has each script in both weights, with the same letters', () => {
    for (const { faces } of parts.slice(6)) {
      expect(faces.map(({ weight }) => weight)).to.deep.equal(['400', '600'])
      const [regular, bold] = faces.map(({ file }) => charactersOf(readFileSync(file)))
      expect(bold).to.deep.equal(regular)
    }
  }).timeout(20_000)
})
