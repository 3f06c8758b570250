import { CATALOGUE } from '../evaluate/builders.ts'
import { expectGolden } from '../golden.ts'
import { catalogueReadme } from './readme.ts'

describe('controls/README.md', () => {
  it('says what the catalogue says', () => {
    expectGolden('controls/README.md', catalogueReadme(CATALOGUE))
  })
})
