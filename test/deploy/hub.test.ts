import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readEstate } from '../../src/collect/estate.ts'
import { configurationSchema } from '../../src/commands/configuration.ts'
import { loadOrganisation } from '../../src/commands/stages/catalogue.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/json.ts'
import { validate } from '../../src/core/validate.ts'
import { parseYaml, parseYamlDocument } from '../../src/core/yaml.ts'

const DEPLOY = join(import.meta.dirname, '..', '..', 'deploy')
const text = (path: string) => readFileSync(join(DEPLOY, path), 'utf8')

/** The member at a path of a JSON value; fails where there is none. */
function at(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue {
  let found: JsonValue | undefined = value
  for (const step of path) {
    found = Array.isArray(found)
      ? (found[Number(step)] as JsonValue)
      : isJsonObject(found)
        ? found[step]
        : undefined
  }
  if (found === undefined) throw new Error(`nothing at ${path.join('.')}`)
  return found
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new Error('not text')
  return value
}

function objects(value: JsonValue): readonly JsonObject[] {
  if (!Array.isArray(value)) throw new Error('not a list')
  return value.filter(isJsonObject)
}

const cronJob = parseYaml(text('hub/cronjob.yaml'), 'cronjob.yaml')[0]?.value
const jobSpec = at(cronJob, 'spec', 'jobTemplate', 'spec')
const podSpec = at(jobSpec, 'template', 'spec')
const containers = [
  ...objects(at(podSpec, 'initContainers')),
  ...objects(at(podSpec, 'containers')),
]
const mountsOf = (name: string) =>
  objects(
    at(
      containers.find((one) => one.name === name),
      'volumeMounts',
    ),
  ).map(({ name: volume }) => textOf(volume))

describe('deploy/hub', () => {
  it('has a configuration that is valid, with every file that it names', () => {
    for (const path of ['hub/config/exhibit.yaml', 'hub-s3/config/exhibit.yaml']) {
      validate(configurationSchema, parseYamlDocument(text(path), path), path)
    }
    const config = join(DEPLOY, 'hub', 'config')
    expect(readEstate(join(config, 'estate.yaml')).members).to.have.length(1)
    const organisation = loadOrganisation({
      scope: join(config, 'scope.yaml'),
      flows: join(config, 'flows.yaml'),
      waivers: join(config, 'waivers.yaml'),
    })
    expect(organisation.scope?.platformNamespaces).to.include('kube-system')
  })

  it('runs four stages in order, and only seal is the container', () => {
    expect(containers.map(({ name }) => name)).to.deep.equal(['open', 'collect', 'render', 'seal'])
    for (const container of containers) {
      expect(at(container, 'args', 2)).to.equal(container.name)
    }
  })

  it('gives no two credentials to one container, and render none', () => {
    const secrets = ['cluster-token', 'kubeconfigs', 'key']
    const held = (name: string) => mountsOf(name).filter((volume) => secrets.includes(volume))
    expect(held('open')).to.deep.equal([])
    expect(held('collect')).to.deep.equal(['cluster-token', 'kubeconfigs'])
    expect(held('render')).to.deep.equal([])
    expect(held('seal')).to.deep.equal(['key'])
    expect(mountsOf('render')).to.not.include('archive')
  })

  it('gives every container the configuration, read-only', () => {
    for (const container of containers) {
      expect(at(container, 'args')).to.include('--config').and.include('/etc/exhibit/exhibit.yaml')
      expect(objects(at(container, 'volumeMounts'))).to.deep.include({
        name: 'config',
        mountPath: '/etc/exhibit',
        readOnly: true,
      })
    }
  })

  it('gives each part of the work folder one writer', () => {
    const writers = containers.flatMap((container) =>
      objects(at(container, 'volumeMounts'))
        .filter((mount) => mount.name === 'work' && mount.readOnly !== true)
        .map((mount) => `${textOf(container.name)} ${textOf(mount.subPath)}`),
    )
    expect(writers).to.deep.equal([
      'open state',
      'collect run',
      'collect collected',
      'render print',
    ])
  })

  it('states the image that it collects with, as kustomize writes it', function () {
    const collect = containers.find(({ name }) => name === 'collect')
    const stated = (one: JsonObject | undefined) =>
      objects(at(one, 'env')).find(({ name }) => name === 'EXHIBIT_IMAGE')?.value
    expect(stated(collect)).to.equal(collect?.image)
    if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
      process.stdout.write('      (the rest not run: kubectl is not installed)\n')
      return this.skip()
    }
    for (const folder of ['hub', 'hub-s3']) {
      const written = execFileSync('kubectl', ['kustomize', join(DEPLOY, folder)], {
        encoding: 'utf8',
      })
      const job = parseYaml(written, folder).find(
        ({ value }) => isJsonObject(value) && value.kind === 'CronJob',
      )?.value
      const pod = at(job, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
      const one = objects(at(pod, 'initContainers')).find(({ name }) => name === 'collect')
      expect(one?.image).to.match(/^exhibit:\d/)
      expect(stated(one), folder).to.equal(one?.image)
    }
  })

  it('retries only what a retry can mend', () => {
    const rules = objects(at(jobSpec, 'podFailurePolicy', 'rules'))
    expect(rules.map(({ action }) => action)).to.deep.equal(['Ignore', 'FailJob'])
    expect(at(rules[1], 'onExitCodes', 'values')).to.deep.equal([2, 3, 4, 6, 20])
    expect(at(jobSpec, 'backoffLimit')).to.equal(2)
    expect(at(cronJob, 'spec', 'concurrencyPolicy')).to.equal('Forbid')
    expect(at(cronJob, 'spec', 'timeZone')).to.equal('Etc/UTC')
  })

  it('is restricted: numeric user, read-only root, no capabilities, default seccomp', () => {
    expect(at(podSpec, 'securityContext', 'runAsUser')).to.equal(65532)
    expect(at(podSpec, 'securityContext', 'seccompProfile', 'type')).to.equal('RuntimeDefault')
    expect(at(podSpec, 'automountServiceAccountToken')).to.equal(false)
    for (const container of containers) {
      expect(at(container, 'securityContext', 'readOnlyRootFilesystem')).to.equal(true)
      expect(at(container, 'securityContext', 'allowPrivilegeEscalation')).to.equal(false)
      expect(at(container, 'securityContext', 'capabilities', 'drop')).to.deep.equal(['ALL'])
    }
  })
})
