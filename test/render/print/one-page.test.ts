import { expect } from 'chai'
import type { ReportSource } from '../../../src/model/report.ts'
import { ipeSections } from '../../../src/render/ipe.ts'
import { template } from '../../../src/render/templates.ts'
import { executiveView } from '../../../src/render/view/executive.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { emptySource } from '../fixture-empty.ts'
import { reportSource } from '../fixture.ts'
import { hostileSource } from '../hostile.ts'
import { pages } from './page-count.ts'

const LONG = 'WWW-a-name-of-three-hundred-letters-and-no-blank-anywhere'.repeat(6)
const PROSE = 'Something was not read and nobody knows why that is so in this estate. '.repeat(9)

/** An estate in which all that a page may list is long, and there is too much of it. */
function huge(): ReportSource {
  const source = reportSource()
  const [cis, pci] = source.catalogue.frameworks
  const frameworks = Array.from({ length: 14 }, (_, at) => ({
    ...(at % 2 === 0 ? cis! : pci!),
    title: `${at} ${LONG}`,
  }))
  const [read] = source.clusters
  const resources = Array.from({ length: 200 }, (_, at) => ({
    ...read!.snapshot.resources[0]!,
    resource: `validatingadmissionpolicybindings${at}.admissionregistration.k8s.io`,
    resourceVersion: `${at}99999999`,
  }))
  const gaps = Array.from({ length: 40 }, (_, at) => ({
    ...{ resource: `kinds${at}.${'example'.repeat(8)}.com`, status: 'forbidden' as const },
    reason: `${at} ${PROSE}`,
  }))
  const account = {
    user: `system:serviceaccount:${LONG}`,
    groups: Array.from({ length: 40 }, (_, at) => `group-${at}-${LONG}`),
    rules: Array.from({ length: 90 }, (_, at) => `list ${at} ${LONG}`),
  }
  const cluster = {
    ...read!,
    name: 'c'.repeat(63),
    snapshot: {
      ...read!.snapshot,
      resources,
      gaps,
      account,
      unknownPolicyApis: [LONG, LONG, LONG],
    },
    evaluation: {
      ...read!.evaluation!,
      controls: read!.evaluation!.controls.map((control) => ({
        ...control,
        outcome: 'fail' as const,
        results: control.results.map((result, at) => ({
          ...result,
          ...{ check: `${result.check}${at}`, verdict: 'fail' as const, reason: PROSE },
          subject: `${LONG}/${at}`,
        })),
      })),
    },
  }
  return {
    ...source,
    title: LONG,
    entity: `${LONG} \u4e2d\u6587\u{1f600}`,
    population: { notes: Array.from({ length: 30 }, () => PROSE) },
    catalogue: { ...source.catalogue, frameworks },
    inputs: Array.from({ length: 90 }, (_, at) => ({ ...source.inputs[0]!, name: `${at}${LONG}` })),
    image: LONG,
    clusters: [cluster],
  }
}

/** An estate that has about as much to tell as a page holds. */
function middling(): ReportSource {
  const source = huge()
  const notes = Array.from({ length: 9 }, (_, at) => `${at} ${PROSE.slice(0, 200)}`)
  const clusters = source.clusters.map((cluster) => ({
    ...cluster,
    evaluation: {
      ...cluster.evaluation!,
      controls: cluster.evaluation!.controls.map((control) => ({
        ...control,
        results: control.results.map((result) => ({ ...result, subject: 'a/b/Pod/c' })),
      })),
    },
  }))
  const { catalogue, title, entity } = reportSource()
  return { ...source, catalogue, title, entity, clusters, population: { notes } }
}

describe('one page', function () {
  this.timeout(180_000)
  const sources = {
    huge,
    middling,
    hostile: hostileSource,
    ordinary: reportSource,
    empty: emptySource,
  }
  for (const paper of ['A4', 'Letter'])
    for (const [name, source] of Object.entries(sources)) {
      it(`is what the executive summary takes (${name}, ${paper})`, async () => {
        const { report } = reportView(source())
        const body = [template('executive')(executiveView(report))]
        expect(await pages(body, paper)).to.equal(1)
      })

      if (name === 'ordinary' || name === 'empty')
        it(`is what each sheet of information produced by the entity takes (${name}, ${paper})`, async () => {
          const { report } = reportView(source())
          const body = Array.from(ipeSections(report), ({ html }) => html)
          expect(await pages(body, paper)).to.equal(body.length)
        })
    }
})
