import { expect } from 'chai'
import { withArtifacts } from '../../../../src/render/print/join/marked-content.ts'

const TAGGED = '/P <</MCID 0 >>BDC\nBT\n<0001> Tj\nET\n0 0 1 1 re\nf\nEMC\n'

describe('withArtifacts', () => {
  it('leaves what is tagged as it is, and what shows nothing', () => {
    const operators = `.24 0 0 -.24 0 841 cm\nq\n0 0 9 9 re\nW* n\n1 0 0 rg\n${TAGGED}Q\n`
    expect(withArtifacts(operators)).to.equal(operators)
  })

  it('marks paths, blocks of text and drawings outside of tags, each from its first line', () => {
    expect(
      withArtifacts(`q\n1 1 m\n2 2 l\nh\nf\n${TAGGED}BT\n<0001> Tj\nET\n/X5 Do\nQ\n`),
    ).to.equal(
      `q\n/Artifact BMC\n1 1 m\n2 2 l\nh\nf\nEMC\n${TAGGED}/Artifact BMC\nBT\n<0001> Tj\nET\nEMC\n/Artifact BMC\n/X5 Do\nEMC\nQ\n`,
    )
  })

  it('keeps a path that only clips, and takes none of it for the next one', () => {
    expect(withArtifacts('0 0 9 9 re\nW n\n1 1 2 2 re\nS\n')).to.equal(
      '0 0 9 9 re\nW n\n/Artifact BMC\n1 1 2 2 re\nS\nEMC\n',
    )
  })

  it('takes the time of one pass for a long path', () => {
    const path = '1 1 l\n'.repeat(200_000)
    expect(withArtifacts(`${path}W n\n${path}f\n`)).to.have.length(path.length * 2 + 6 + 18)
  }).timeout(5000)

  it('keeps what Skia says of letters within text, tagged or not', () => {
    const text =
      'BT\n/ReversedChars BMC\n/Span<</ActualText <FEFF0645> >> BDC\n<0001> Tj\nEMC\n/Span<</ActualText (\\() >> BDC\n<0002> Tj\nEMC\nEMC\nET\n'
    const operators = `/P <</MCID 0 >>BDC\n${text}EMC\n`
    expect(withArtifacts(operators)).to.equal(operators)
    expect(withArtifacts(`${text}${operators}`)).to.equal(`/Artifact BMC\n${text}EMC\n${operators}`)
  })

  it('refuses tags that are nested, do not end or end twice', () => {
    for (const operators of [
      '/P <</MCID 0 >>BDC\n/P <</MCID 1 >>BDC\nEMC\nEMC\n',
      '/P <</MCID 0 >>BDC\n',
      'EMC\n',
      `${TAGGED}EMC\n`,
      '/P <</MCID 0 >>BDC\n/Span<</ActualText <FEFF0645> >> BDC\nEMC\n',
      '/Span<</ActualText <FEFF0645> >> BDC\n/P <</MCID 0 >>BDC\nEMC\nEMC\n',
    ])
      expect(() => withArtifacts(operators), operators).to.throw(/tag/)
  })

  it('refuses strings and data, in which anything may stand, and marks that are not tags', () => {
    for (const operators of [
      '(EMC\n) Tj\n',
      'BI\n',
      '/Artifact BMC\n',
      '/P MP\n',
      '/Span<</ActualText (a) (b) >> BDC\nEMC\n',
    ])
      expect(() => withArtifacts(operators), operators).to.throw('not known')
  })
})
