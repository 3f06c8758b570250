import { expect } from 'chai'
import { controlIndex, familiesOf, type IndexedControl } from '../../src/render/control-index.ts'
import { indexSections } from '../../src/render/index-sections.ts'

const control = (id: string, different: Partial<IndexedControl> = {}): IndexedControl => ({
  ...{ id, anchor: `control.a.${id}`, title: `Title ${id}`, mark: 'pass', word: 'pass' },
  ...{ checks: [], related: [], ...different },
})

const framework = (id: string, ...controls: readonly IndexedControl[]) => ({
  ...{ id, anchor: `framework.${id}`, name: id, isSilent: false, controls },
})

const ids = (by: readonly { readonly controls: readonly { readonly id: string }[] }[]) =>
  by.map(({ controls }) => controls.map(({ id }) => id))

describe('the index of controls', () => {
  const first = framework(
    'a',
    control('1', { checks: ['deny', 'labels'], section: 'One' }),
    control('2', { checks: ['deny'], mark: 'fail', word: 'fail', section: 'Two' }),
    control('3', { section: 'Two', related: ['b 1', 'c 9'] }),
  )
  const second = framework('b', control('1', { checks: ['deny'], related: ['c 9'] }))
  const index = controlIndex([first, second], ['fail', 'undetermined', 'pass'])

  it('has every control once by its result, worst first', () => {
    expect(index.results.map(({ word, count }) => [word, count])).to.deep.equal([
      ['fail', 1],
      ['pass', 3],
    ])
    expect(ids(index.results[1]!.by)).to.deep.equal([['1', '3'], ['1']])
  })

  it('says which controls of which framework rest on a check', () => {
    expect(index.checks.map(({ check, by }) => [check, ids(by)])).to.deep.equal([
      ['deny', [['1', '2'], ['1']]],
      ['labels', [['1']]],
    ])
  })

  it('says which controls name a requirement, and where that is, if it is in the report', () => {
    expect(index.related.map(({ name, to, by }) => [name, to, ids(by)])).to.deep.equal([
      ['b 1', 'control.a.1', [['3']]],
      ['c 9', '', [['3'], ['1']]],
    ])
  })

  it('is divided into pieces of bounded size', () => {
    const many = Array.from({ length: 950 }, (_, at) => control(`${at}`, { checks: [`c${at}`] }))
    const sections = [...indexSections(controlIndex([framework('a', ...many)], ['pass']))]
    const lines = sections.slice(1).map(({ html }) => html.match(/<(li|tr)>/g)?.length ?? 0)
    expect(Math.max(...lines)).to.be.at.most(101)
    expect(sections.map(({ html }) => html).join('')).to.match(/^<section[^]*<\/section>\n$/)
  })

  it('leaves families to the contents, each with its first control', () => {
    expect(familiesOf(first)).to.deep.equal([
      { name: 'One', anchor: 'control.a.1' },
      { name: 'Two', anchor: 'control.a.2' },
    ])
    expect(familiesOf({ ...first, isSilent: true })).to.deep.equal([])
  })
})
