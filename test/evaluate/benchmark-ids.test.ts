import { expect } from 'chai'
import { CONTAINER_AREAS, PCI_IDS } from '../controls/pci-ids.ts'
import { CATALOGUE } from './builders.ts'

const idsOf = (framework: string) =>
  (CATALOGUE.frameworks.find(({ id }) => id === framework)?.controls ?? []).map(({ id }) => id)

/** How many recommendations a section has, without a hole. */
const SECTIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'cis-kubernetes-2.0.1': {
    ...{ '1.1': 21, '1.2': 30, '1.3': 7, '1.4': 2, '2': 7 },
    ...{ '3.1': 3, '3.2': 2, '4.1': 10, '4.2': 14, '4.3': 1, '5.1': 13 },
  },
  'cis-eks-1.8.0': {
    ...{ '2.1': 2, '3.1': 4, '3.2': 9, '4.1': 12, '4.3': 2, '4.5': 2 },
    ...{ '5.1': 4, '5.2': 1, '5.3': 1, '5.4': 5, '5.5': 1 },
  },
  'cis-gke-1.9.0': {
    ...{ '3.1': 4, '4.1': 10, '4.3': 2, '5.1': 4, '5.2': 2, '5.3': 1, '5.4': 1, '5.5': 7 },
    ...{ '5.6': 7, '5.7': 2, '5.8': 3, '5.9': 2, '5.10': 4 },
  },
  'cis-aks-1.8.0': {
    ...{ '2.1': 1, '3.1': 4, '3.2': 9, '4.1': 12, '4.4': 2 },
    ...{ '5.1': 4, '5.2': 1, '5.3': 1, '5.4': 5, '5.5': 2 },
  },
}

/** Recommendations of managed clusters by the one of CIS Kubernetes that they share their decision with. */
const SHARED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cis-eks-1.8.0': {
    ...{ '4.2.1': '5.2.2', '4.2.2': '5.2.3', '4.2.3': '5.2.4', '4.2.4': '5.2.5', '4.2.5': '5.2.6' },
    ...{ '4.4.1': '5.4.1', '4.4.2': '5.4.2', '4.5.1': '5.6.1', '4.5.2': '5.6.4' },
  },
  'cis-gke-1.9.0': {
    ...{ '4.2.1': '5.2.1', '4.4.1': '5.4.1', '4.4.2': '5.4.2', '4.5.1': '5.5.1' },
    ...{ '4.6.1': '5.6.1', '4.6.2': '5.6.2', '4.6.3': '5.6.3', '4.6.4': '5.6.4' },
  },
  'cis-aks-1.8.0': {
    ...{ '4.2.1': '5.2.2', '4.2.2': '5.2.3', '4.2.3': '5.2.4', '4.2.4': '5.2.5', '4.2.5': '5.2.6' },
    ...{ '4.5.1': '5.4.1', '4.5.2': '5.4.2', '4.6.1': '5.6.1', '4.6.2': '5.6.3', '4.6.3': '5.6.4' },
  },
}

describe('the ids of the benchmarks', () => {
  for (const [framework, sections] of Object.entries(SECTIONS))
    it(`leave no hole in ${framework}, in the order of the benchmark`, () => {
      for (const [section, count] of Object.entries(sections)) {
        const found = idsOf(framework).filter((id) => id.slice(0, id.lastIndexOf('.')) === section)
        const wanted = Array.from({ length: count }, (_, index) => `${section}.${index + 1}`)
        expect(found, section).to.deep.equal(wanted)
      }
    })

  for (const [framework, shared] of Object.entries(SHARED))
    it(`hold in ${framework} all whose decision CIS Kubernetes has`, () => {
      const decided = new Set(idsOf('cis-kubernetes-2.0.1'))
      const wanted = Object.entries(shared).flatMap(([id, source]) =>
        decided.has(source) ? [id] : [],
      )
      expect(wanted.filter((id) => !idsOf(framework).includes(id))).to.deep.equal([])
    })
})

describe('the ids of PCI', () => {
  const pci = CATALOGUE.frameworks.find(({ id }) => id === 'pci-dss-4.0.1')?.controls ?? []

  it('are numbers of requirements of the standard', () => {
    expect(pci.length).to.be.greaterThan(50)
    expect(pci.map(({ id }) => id).filter((id) => !PCI_IDS.has(id))).to.deep.equal([])
  })

  it('of testing procedures are those of their requirement', () => {
    const named = pci.flatMap(({ id, procedures, checks }) =>
      [...procedures, ...checks.flatMap(({ supports }) => supports)].map(
        (each) => [id, each] as const,
      ),
    )
    expect(named.length).to.be.greaterThan(50)
    const foreign = named.filter(
      ([id, each]) =>
        each !== id && !(each.startsWith(`${id}.`) && /^[a-z]$/.test(each.slice(id.length + 1))),
    )
    expect(foreign).to.deep.equal([])
  })

  it('of checks are testing procedures that their requirement names', () => {
    const unnamed = pci.flatMap(({ id, procedures, checks }) =>
      checks
        .flatMap(({ supports }) => supports)
        .filter((each) => !procedures.includes(each))
        .map((each) => `${id}: ${each}`),
    )
    expect(unnamed).to.deep.equal([])
  })

  it('of the guidance for containers leave out no row of its table', () => {
    const wanted = CONTAINER_AREAS.flatMap((rows, area) =>
      Array.from({ length: rows }, (_, row) => `${area + 1}.${row + 1}`),
    )
    expect(idsOf('pci-containers-2022')).to.deep.equal(wanted)
  })
})

describe('the ids of frameworks whose pairing is ours', () => {
  const FORMS: Readonly<Record<string, RegExp>> = {
    'iso-27001-2022':
      /^A\.(5\.([1-9]|[12][0-9]|3[0-7])|6\.[1-8]|7\.([1-9]|1[0-4])|8\.([1-9]|[12][0-9]|3[0-4]))$/,
    'nist-800-53-r5': /^(AC|AU|CA|CM|IA|SC|SI)-[1-9][0-9]?(\([1-9][0-9]?\))?$/,
    'soc2-tsc-2017':
      /^CC(1\.[1-5]|2\.[1-3]|3\.[1-4]|4\.[12]|5\.[1-3]|6\.[1-8]|7\.[1-5]|8\.1|9\.[12])$/,
  }

  for (const [framework, form] of Object.entries(FORMS))
    it(`are ids of ${framework}`, () => {
      expect(idsOf(framework)).to.not.be.empty
      expect(idsOf(framework).filter((id) => !form.test(id))).to.deep.equal([])
    })
})
