import { expect } from 'chai'
import { grantsOf } from '../../src/analyse/queries/who-can.ts'
import { defaultsOf } from '../../src/evaluate/default-rights.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { DefaultRights, DefaultRole } from '../../src/model/rights.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { factsOf } from '../analyse/ask-rights.ts'
import { bound, clusterRole, rule } from '../analyse/rights-objects.ts'
import { CATALOGUE } from './builders.ts'

const MARK = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
const ROLE = 'system:controller:job-controller'
const OWN = 'ServiceAccount kube-system/job-controller'

/** Whether each grant of a cluster is one that Kubernetes makes itself. */
function known(objects: readonly KubeObject[], version = 'v1.35.2'): boolean[] {
  const defaults = defaultsOf(CATALOGUE.defaultRights, version)
  return grantsOf(factsOf(objects).rights, () => true).map((grant) => defaults.grants(grant))
}

const jobs = [rule('get,list,patch,update,watch', 'batch', 'jobs')]
const binding = (labels = MARK) => bound(ROLE, `ClusterRole/${ROLE}`, [OWN], labels)

describe('defaultsOf', () => {
  it('knows a role and a binding that Kubernetes makes by name, mark and content', () => {
    expect(known([clusterRole(ROLE, jobs, { labels: MARK }), binding()])).to.deep.equal([true])
  })

  it('does not trust a name that begins with system:', () => {
    const name = 'system:controller:cleaner'
    const objects = [
      clusterRole(name, jobs, { labels: MARK }),
      bound(name, `ClusterRole/${name}`, [OWN], MARK),
    ]
    expect(known(objects)).to.deep.equal([false])
  })

  it('does not trust the mark, nor the name without the mark', () => {
    expect(known([clusterRole(ROLE, jobs), binding()])).to.deep.equal([false])
    expect(
      known([
        clusterRole(ROLE, jobs, { labels: MARK }),
        binding({ 'kubernetes.io/bootstrapping': 'no' }),
      ]),
    ).to.deep.equal([false])
  })

  it('tells a rule that somebody added from those of Kubernetes', () => {
    const objects = [
      clusterRole(ROLE, [...jobs, rule('get', '', 'secrets')], { labels: MARK }),
      binding(),
    ]
    expect(known(objects)).to.deep.equal([true, false])
  })

  it('tells a verb, a resource and a name that somebody added to a rule', () => {
    for (const each of [
      rule('get,list,patch,update,watch,delete', 'batch', 'jobs'),
      rule('get', 'batch', 'jobs,cronjobs'),
      rule('*', 'batch', 'jobs'),
      rule('get', '*', 'jobs'),
      rule('get', 'batch', '*'),
    ])
      expect(known([clusterRole(ROLE, [each], { labels: MARK }), binding()])).to.deep.equal([false])
    for (const each of [rule('get', 'batch', 'jobs'), rule('get', 'batch', 'jobs', 'one')])
      expect(known([clusterRole(ROLE, [each], { labels: MARK }), binding()])).to.deep.equal([true])
  })

  it('tells a subject that somebody added to a binding, and a binding led to another role', () => {
    const role = clusterRole(ROLE, jobs, { labels: MARK })
    const added = bound(ROLE, `ClusterRole/${ROLE}`, [OWN, 'User ann'], MARK)
    expect(known([role, added])).to.deep.equal([true, false])
    const led = bound(ROLE, 'ClusterRole/cluster-admin', [OWN], MARK)
    const admin = clusterRole('cluster-admin', [rule('*', '*', '*')], { labels: MARK })
    expect(known([admin, led])).to.deep.equal([false])
    expect(known([role, bound(`shop/${ROLE}`, `ClusterRole/${ROLE}`, [OWN], MARK)])).to.deep.equal([
      false,
    ])
  })

  it('takes rules of older versions, which an upgrade leaves, and none of newer ones', () => {
    const name = 'system:controller:ttl-after-finished-controller'
    const of = (from: string): DefaultRights => ({
      roles: [{ kind: 'ClusterRole', name, rules: [{ ...asDefault(jobs[0]), since: from }] }],
      bindings: [
        {
          name,
          role: { kind: 'ClusterRole', name },
          subjects: [{ kind: 'User', name: 'ann' }],
        },
      ],
    })
    const objects = [
      clusterRole(name, jobs, { labels: MARK }),
      bound(name, `ClusterRole/${name}`, ['User ann'], MARK),
    ]
    const [grant] = grantsOf(factsOf(objects).rights, () => true)
    if (grant === undefined) throw new Error('nothing is granted')
    const isDefault = (since: string, version?: string) =>
      defaultsOf([of(since)], version).grants(grant)
    expect(isDefault('1.33', 'v1.35.2+k3s1')).to.equal(true)
    expect(isDefault('1.36', 'v1.35.2')).to.equal(false)
    expect(isDefault('1.36')).to.equal(true)
  })

  it('knows everything that its own file states, and nothing where there is no file', () => {
    const [all] = CATALOGUE.defaultRights
    if (all === undefined) throw new Error('no default rights in the catalogue')
    const objects = [...all.roles.map(objectOfRole), ...all.bindings.map(objectOfBinding)]
    const found = known(objects, 'v1.36.0')
    expect(found.length).to.be.greaterThan(250)
    expect(new Set(found)).to.deep.equal(new Set([true]))
    const rights = factsOf(objects).rights
    const without = defaultsOf([], 'v1.35.2')
    expect(grantsOf(rights, () => true).some((grant) => without.grants(grant))).to.equal(false)
  })

  it('gives up on a rule of more single rights than any of Kubernetes has', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `a${index}`).join(',')
    const objects = [clusterRole(ROLE, [rule(many, many, many)], { labels: MARK }), binding()]
    expect(known(objects)).to.deep.equal([false])
  })
})

function asDefault(written: JsonObject | undefined): DefaultRole['rules'][number] {
  const { verbs, apiGroups, resources } = written as Record<string, string[]>
  return {
    ...{ verbs: verbs ?? [], apiGroups: apiGroups ?? [], resources: resources ?? [] },
    ...{ resourceNames: [], nonResourceUrls: [] },
  }
}

function objectOfRole({ kind, namespace, name, rules }: DefaultRole): KubeObject {
  const written = rules.map(({ verbs, apiGroups, resources, resourceNames, nonResourceUrls }) => ({
    ...{ verbs, apiGroups, resources, resourceNames, nonResourceURLs: nonResourceUrls },
  }))
  const metadata = { name, labels: MARK, ...(namespace === undefined ? {} : { namespace }) }
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, rules: written }
}

function objectOfBinding({
  namespace,
  name,
  role,
  subjects,
}: DefaultRights['bindings'][number]): KubeObject {
  const place = namespace === undefined ? name : `${namespace}/${name}`
  const who = subjects.map(({ kind, namespace: home, name: each }) =>
    home === undefined ? `${kind} ${each}` : `${kind} ${home}/${each}`,
  )
  return bound(place, `${role.kind}/${role.name}`, who, MARK)
}
