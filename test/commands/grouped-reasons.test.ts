import { expect } from 'chai'
import { groupedReasons } from '../../src/commands/grouped-reasons.ts'

const HINT = '(hint: grant verb list on it: exhibit init cluster prints the role)'
const refused = (list: string) => `${list}: forbidden: ${list} is forbidden: User "r" ${HINT}`

describe('groupedReasons', () => {
  it('puts refused lists on one line, with their number, their names and the hint', () => {
    const reasons = ['ingresses.networking.k8s.io', 'pods', 'configmaps in kube-system'].map(
      refused,
    )
    expect(groupedReasons(reasons)).to.deep.equal([
      `3 lists forbidden: ingresses.networking.k8s.io, pods, configmaps in kube-system ${HINT}`,
    ])
  })

  it('shows ten names and counts the others', () => {
    const reasons = Array.from({ length: 64 }, (_, index) => refused(`kind${index}.example.com`))
    const [line = '', ...others] = groupedReasons(reasons)
    expect(others).to.deep.equal([])
    expect(line).to.match(/^64 lists forbidden: kind0\.example\.com, /)
    expect(line).to.include('kind9.example.com and 54 more, all in the report (hint: ')
    expect(line).to.not.include('kind10.example.com')
  })

  it('keeps a single one as it is, and lists that failed for different reasons apart', () => {
    const reasons = [
      refused('pods'),
      'nodes: timeout: no answer in 60 s',
      'routes.route.openshift.io: server: 503 (hint: later)',
      'services: timeout: no answer in 60 s',
    ]
    expect(groupedReasons(reasons)).to.deep.equal([
      refused('pods'),
      '2 lists timeout: no answer in 60 s: nodes, services',
      'routes.route.openshift.io: server: 503 (hint: later)',
    ])
  })

  it('leaves what concerns the cluster as a whole alone', () => {
    const whole = ['tcp: connect ECONNREFUSED 127.0.0.1:1 (hint: check that the API server runs)']
    expect(groupedReasons(whole)).to.deep.equal(whole)
    expect(groupedReasons([])).to.deep.equal([])
  })
})
