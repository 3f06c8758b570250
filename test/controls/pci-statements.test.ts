import { expect } from 'chai'
import type { Control } from '../../src/model/control.ts'
import { CATALOGUE } from '../evaluate/builders.ts'

const controls = CATALOGUE.frameworks.find(({ id }) => id === 'pci-dss-4.0.1')?.controls ?? []

const controlOf = (id: string): Control => {
  const found = controls.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no requirement ${id}`)
  return found
}

/** What ends a statement, for people: its interval, then what it is bound to. */
const endsBy = (id: string): string => {
  const { signOff } = controlOf(id)
  return [signOff?.cadence ?? '', ...(signOff?.binds ?? [])].join(' ').trim()
}

describe('the statements that PCI DSS asks persons for', () => {
  it('all end from requirement 7 on, by an interval or by what they are bound to', () => {
    const endless = controls.filter(
      ({ id, signOff }) => !/^[1-6]\./.test(id) && signOff !== undefined && endsBy(id) === '',
    )
    expect(endless.map(({ id }) => id)).to.deep.equal([])
  })

  it('end as the standard says where it names an interval', () => {
    const wanted = {
      ...{ '7.2.4': 'P6M rights', '7.2.5.1': 'own rights' },
      ...{ '10.4.1': 'own', '11.3.1': 'P3M', '11.3.2': 'P3M', '11.6.1': 'own' },
      ...{ '11.4.5': 'P12M segmentation', '11.4.6': 'P6M segmentation' },
      ...{ '12.3.1': 'P12M', '12.4.2': 'P3M', '12.4.2.1': 'P3M' },
      ...{ '12.5.2': 'P12M scope segmentation', '12.5.2.1': 'P6M scope segmentation' },
      ...{ 'A1.1.4': 'P6M segmentation' },
      ...{ 'A3.2.1': 'P3M scope segmentation', 'A3.2.4': 'P6M segmentation' },
      ...{ 'A3.3.3': 'P3M', 'A3.4.1': 'P6M rights' },
    }
    const found = Object.keys(wanted).map((id) => [id, endsBy(id)])
    expect(Object.fromEntries(found)).to.deep.equal(wanted)
  })

  it('say of tests of segmentation that this is no penetration test', () => {
    for (const id of ['11.4.5', '11.4.6', 'A1.1.4', 'A3.2.4'])
      expect(controlOf(id).residual, id).to.match(/^This is not a penetration test/)
  })

  it('are asked of those only for whom they are written', () => {
    const of = (audience: Control['onlyFor']) =>
      controls.filter(({ onlyFor }) => onlyFor === audience).map(({ id }) => id)
    expect(of('service-provider')).to.include.members(['11.4.6', '12.4.2', '12.4.2.1', '12.5.2.1'])
    expect(of('multi-tenant-provider')).to.include.members(['11.4.7', 'A1.1.4', 'A1.2.1'])
    const designated = controls.filter(({ id }) => id.startsWith('A3.')).map(({ id }) => id)
    expect(of('designated-entity')).to.deep.equal(designated)
    const tenants = controls.filter(({ id }) => id.startsWith('A1.'))
    for (const { id, onlyFor } of tenants) expect(onlyFor, id).to.equal('multi-tenant-provider')
  })
})
