import { resolve } from 'node:path'
import { isDnsLabel } from '../collect/estate.ts'
import { constraintResources } from '../collect/probe.ts'
import { Fault } from '../core/fault.ts'
import { flagOption, textOption, type CommandSpec, type Context, type Options } from './context.ts'
import { ALLOW_EXEC } from './options.ts'
import { collectOptions } from './stages/collect-options.ts'
import { readerTarget } from './reader-target.ts'
import {
  READER,
  manifestText,
  readerAccount,
  readerKubeconfig,
  readerManifests,
  readerTokenSecret,
} from './reader-manifests.ts'

/** `exhibit init cluster`: what a cluster needs to be read, printed; nothing is applied. */
export const initClusterCommand: CommandSpec = {
  name: 'init cluster',
  summary:
    "print what lets exhibit read a cluster: its account and role, or the account's kubeconfig",
  args: [{ name: '<name>', description: 'name of the cluster in the estate file' }],
  options: [
    {
      flags: '--print <what>',
      description: 'manifests to apply in the cluster, or the kubeconfig to read it with',
      choices: ['manifests', 'kubeconfig'],
      fallback: 'manifests',
    },
    { flags: '--namespace <name>', description: 'namespace of the account', fallback: 'exhibit' },
    {
      flags: '--kubeconfig <file>',
      description: 'take server and CA from it, and ask the cluster for Gatekeeper constraints',
    },
    { flags: '--context <name>', description: 'context of --kubeconfig; its current one' },
    ALLOW_EXEC,
    {
      flags: '--config-maps',
      description: 'also grant the two ConfigMaps that configMaps: true reads',
    },
    { flags: '--token-secret', description: 'also make a token that does not end, as a Secret' },
    { flags: '--server <url>', description: 'API server, for a kubeconfig made offline' },
    { flags: '--certificate-authority <file>', description: 'CA of --server, for a kubeconfig' },
    { flags: '--token-file <path>', description: 'where the kubeconfig finds the token' },
  ],
  examples: [
    'exhibit init cluster prod-eu | kubectl apply -f -',
    'exhibit init cluster prod-eu --kubeconfig ~/.kube/config --context prod --print kubeconfig',
    'exhibit init cluster prod-eu --print kubeconfig --server https://203.0.113.10:6443 --certificate-authority ca.crt',
  ],
  run: async (context, [name = ''], options) => {
    const namespace = textOption(options, 'namespace') ?? 'exhibit'
    checkLabel('cluster', name)
    checkLabel('namespace', namespace)
    const wanted = textOption(options, 'print') ?? 'manifests'
    checkFlags(wanted, options)
    const text =
      wanted === 'kubeconfig'
        ? await kubeconfigText(name, namespace, context, options)
        : await manifestsText(name, namespace, context, options)
    context.stdout(text)
    return 0
  },
}

function checkLabel(what: string, text: string): void {
  if (isDnsLabel(text)) return
  throw new Fault('USAGE', `${JSON.stringify(text)} is not a name for a ${what}`, {
    hint: 'names are DNS labels: a-z, 0-9 and -, at most 63 characters',
  })
}

/** Flags that say nothing of what is printed; taking them would let somebody believe that they did. */
const ELSEWHERE: Readonly<Record<string, readonly (readonly [name: string, flag: string])[]>> = {
  manifests: [
    ['server', '--server'],
    ['certificateAuthority', '--certificate-authority'],
    ['tokenFile', '--token-file'],
  ],
  kubeconfig: [['configMaps', '--config-maps']],
}

function checkFlags(wanted: string, options: Options): void {
  const [, flag] = ELSEWHERE[wanted]?.find(([name]) => options[name] !== undefined) ?? []
  if (flag !== undefined)
    throw new Fault('USAGE', `${flag} has no meaning for --print ${wanted}`, {
      hint: 'leave it out, or print the other of manifests and kubeconfig',
    })
  if (options.context === undefined || options.kubeconfig !== undefined) return
  throw new Fault('USAGE', '--context needs --kubeconfig', {
    hint: 'name the kubeconfig that has this context',
  })
}

async function manifestsText(
  name: string,
  namespace: string,
  context: Context,
  options: Options,
): Promise<string> {
  const constraints = await constraintsOf(name, context, options)
  const configMaps = flagOption(options, 'configMaps')
  const lasting = flagOption(options, 'tokenSecret')
  const manifests = [
    ...readerAccount(namespace),
    ...(lasting ? [readerTokenSecret(namespace)] : []),
    ...readerManifests({ namespace, constraints: constraints ?? [], configMaps }),
  ]
  const asked =
    constraints === undefined
      ? 'Gatekeeper constraints are not in it: give --kubeconfig where Gatekeeper runs'
      : `Gatekeeper constraint kinds that the cluster serves: ${constraints.length}`
  const head = [
    `What lets exhibit read cluster ${name}: verb list, no wildcard, never Secrets. ${asked}.`,
    tokenHint(name, namespace, lasting),
  ]
  return `${comment(head)}${manifestText(manifests)}`
}

/** How the account's token gets into the file that the kubeconfig names, as those who use kubectl do it. */
function tokenHint(name: string, namespace: string, lasting: boolean): string {
  const from = lasting
    ? `kubectl get secret ${READER} --namespace ${namespace} --output go-template='{{.data.token | base64decode}}' > ${name}.token   (does not end: delete the Secret to revoke it)`
    : `kubectl create token ${READER} --namespace ${namespace} --duration 720h > ${name}.token   (it ends: renew it; --token-secret makes one that does not)`
  return `Its token: ${from}`
}

async function constraintsOf(
  name: string,
  context: Context,
  options: Options,
): Promise<readonly string[] | undefined> {
  const path = textOption(options, 'kubeconfig')
  if (path === undefined) return undefined
  const at = textOption(options, 'context')
  const reader = {
    kind: 'kubeconfig',
    path: resolve(context.cwd, path),
    ...(at === undefined ? {} : { context: at }),
  } as const
  const allowExec = flagOption(options, 'allowExec')
  const member = { name, reader, allowExec, configMaps: false }
  return constraintResources(member, collectOptions(context))
}

async function kubeconfigText(
  name: string,
  namespace: string,
  context: Context,
  options: Options,
): Promise<string> {
  const tokenFile = textOption(options, 'tokenFile') ?? `${name}.token`
  const target = await readerTarget(context, options)
  const head = [
    `Reads cluster ${name} as ${READER}; name this file as kubeconfig of ${name} in the estate file.`,
    ...(target.authority.kind === 'machine' ? [MACHINE] : []),
    tokenHint(name, namespace, flagOption(options, 'tokenSecret')),
  ]
  return `${comment(head)}${readerKubeconfig({ name, tokenFile, ...target })}`
}

const MACHINE =
  "The server's certificate is checked against the authorities that the machine trusts: --certificate-authority FILE names another."

function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('')
}
