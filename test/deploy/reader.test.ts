import { expect } from 'chai'
import {
  manifestText,
  readerAccount,
  readerManifests,
} from '../../src/commands/reader-manifests.ts'
import { readerRules } from '../../src/collect/kinds.ts'
import { expectGolden } from '../golden.ts'

describe('deploy/reader', () => {
  it('is what the registry of readers asks for', () => {
    const manifests = readerManifests({
      namespace: 'exhibit',
      account: 'exhibit',
      constraints: [],
      configMaps: false,
    })
    expectGolden('deploy/reader/reader.yaml', manifestText(manifests))
  })

  it('grants list and nothing else, names every resource, and never Secrets', () => {
    for (const rule of readerRules(['k8srequiredlabels'])) {
      expect(rule.verbs).to.deep.equal(['list'])
      for (const word of [...rule.apiGroups, ...rule.resources]) {
        expect(word).to.not.include('*')
        expect(word.split('/')[0]).to.not.equal('secrets')
      }
    }
  })

  it('gives a cluster that is read from elsewhere an account without a mounted token', () => {
    const account = readerAccount('exhibit').find(({ kind }) => kind === 'ServiceAccount')
    expect(account?.automountServiceAccountToken).to.equal(false)
  })
})
