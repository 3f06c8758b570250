import { expect } from 'chai'
import type { LabelClaim } from '../../../src/model/evaluation.ts'
import { labelClaimsView } from '../../../src/render/view/label-claims.ts'

const claim = (object: string, different: Partial<LabelClaim> = {}): LabelClaim => ({
  ...{ object, key: 'pci-scope', kind: 'another-class', declared: 'cde', value: 'out' },
  ...different,
})

describe('labelClaimsView', () => {
  it('says what the object claims and what counts, objects alike together', () => {
    expect(
      labelClaimsView([
        claim('Namespace/a'),
        claim('Namespace/b', { declared: 'unclassified' }),
        claim('Node/c'),
      ]),
    ).to.deep.equal([
      {
        says: 'claimed by the object, not counted: label pci-scope=out, the scope file says cde',
        objects: ['Namespace/a', 'Node/c'],
      },
      {
        says: 'claimed by the object, not counted: label pci-scope=out, the scope file does not name it',
        objects: ['Namespace/b'],
      },
    ])
  })

  it('says that a label was not compared, and why', () => {
    const bare = { object: 'Namespace/a', key: 'pci-scope', declared: 'cde' } as const
    const said = labelClaimsView([
      { ...bare, kind: 'redacted' },
      { ...bare, kind: 'not-read' },
      claim('Namespace/a', { kind: 'no-class', value: 'maybe' }),
    ]).map(({ says }) => says)
    expect(said).to.deep.equal([
      'not compared: label pci-scope is redacted; the scope file says cde',
      'not compared: label pci-scope is not known, the object was not read; the scope file says cde',
      'claimed by the object, not counted: label pci-scope=maybe, a value that the scope file gives no class; the scope file says cde',
    ])
  })
})
