import { expect } from 'chai'
import { grantOf } from '../../../src/commands/doctor/grant.ts'
import type { ClusterReader } from '../../../src/model/estate.ts'

const CONSTRAINT = 'k8srequiredlabels.constraints.gatekeeper.sh'
const member = (reader: ClusterReader, allowExec = false, configMaps = false) => ({
  ...{ name: 'prod', reader, allowExec, configMaps },
})
const kubeconfig = { kind: 'kubeconfig', path: '/k/config' } as const
const commandOf = (...given: Parameters<typeof grantOf>) =>
  grantOf(...given).replace(/^[^:]*: | \| kubectl apply -f -$/g, '')

describe('grantOf', () => {
  it('asks the cluster only where constraints are refused', () => {
    expect(commandOf(member(kubeconfig), ['pods'])).to.equal('exhibit init cluster prod')
    expect(commandOf(member(kubeconfig), ['pods', CONSTRAINT])).to.equal(
      'exhibit init cluster prod --kubeconfig /k/config',
    )
  })

  it('takes context, plugins and ConfigMaps over from the estate, each as one word of a shell', () => {
    const spaced = { ...kubeconfig, path: "/k/Max's config", context: 'prod' }
    expect(commandOf(member(spaced, true, true), [CONSTRAINT])).to.equal(
      "exhibit init cluster prod --kubeconfig '/k/Max'\\''s config' --context prod --allow-exec --config-maps",
    )
  })

  it("names the administrator's own file for the cluster that exhibit runs in", () => {
    expect(commandOf(member({ kind: 'in-cluster' }), [CONSTRAINT])).to.equal(
      'exhibit init cluster prod --kubeconfig ~/.kube/config',
    )
  })
})
