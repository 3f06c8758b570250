import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { testContext } from './context.ts'
import { installed } from './installation.ts'

const CONTROL = 'pci-dss-4.0.1/7.2.4'

/** A right that nobody reviewed. */
const GRANT = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}]
`

describe('a sign-off from one run to the next', () => {
  it('answers its control until what it is bound to changes, and the list says so', async function () {
    this.timeout(180_000)
    const context = installed(testContext())
    const configured = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
    context.write(
      'exhibit.yaml',
      configured.replace('organisation: {', 'organisation: {signOffs: so.yaml, '),
    )
    context.write('so.yaml', 'format: sign-offs/v1\nsignOffs: []\n')
    const run = async () => {
      expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
      const entries = await readEntries(directoryStore(join(context.folder, 'archive')))
      return entries.at(-1)?.entry.runId ?? ''
    }
    const listed = async (id: string) => {
      const { out } = await context.exhibit('signoff', 'list', '--run', id)
      return out.split('\n').find((line) => / pci-dss-4\.0\.1 +7\.2\.4 /.test(line)) ?? ''
    }
    const first = await run()
    expect(await listed(first)).to.match(/^missing +- +- .*never signed off/)
    const draft = await context.exhibit('signoff', 'new', CONTROL, '--run', first)
    const completed = draft.out
      .replace('TO-BE-GIVEN', 'SO-1')
      .replace('{name: "", role: ""}', '{name: J. Doe, role: lead}')
      .replace('performedOn: ""', 'performedOn: 2026-11-02')
    context.write('so.yaml', completed)
    expect(await listed(await run())).to.match(
      /^in force +2027-05-05 +- .*SO-1.*asserted in file only/,
    )
    context.write('prod/rights.yaml', GRANT)
    const ended = await listed(await run())
    expect(ended).to.match(
      /^invalidated +2027-05-05 +rights changed between \S+ \(\S+\) and \S+ \(\S+\) +prod .*SO-1 of 2026-11-02: the rights ha(s|ve) changed/,
    )
  })
})
