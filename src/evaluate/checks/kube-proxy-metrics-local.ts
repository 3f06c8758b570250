import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { ComponentInstance, KubeProxySettings } from '../../model/control-plane.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { bySubject, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { flagEvidence, instanceSubject } from '../component-instances.ts'
import { clusterSubject } from '../subject.ts'

/** Whether kube-proxy offers its metrics on the loopback address of its node alone. */
export const kubeProxyMetricsLocal: Check = {
  id: 'kube-proxy-metrics-local',
  version: 1,
  title: 'kube-proxy offers its metrics to its own node alone',
  logic:
    'metricsBindAddress of the ConfigMap that the DaemonSet of kube-proxy names with --config, or its flag --metrics-bind-address where it names none, is a loopback address; where neither is set, it is 127.0.0.1:10249.',
  reads: ['pods', 'daemonsets.apps'],
  needs: [],
  parameters: {},
  evaluate(input) {
    const { cluster } = input
    const found = cluster.facts.controlPlane.instances.filter(
      ({ component }) => component === 'kube-proxy',
    )
    if (found.length > 0) return found.map((each) => answer(input, each)).sort(bySubject)
    const said =
      'not assessable: no kube-proxy is visible through the API; it may run outside of pods, or not at all'
    return [undetermined(clusterSubject(cluster.name), 'out-of-reach', said)]
  },
}

/** What kube-proxy takes where nothing is set (pkg/proxy/apis/config/v1alpha1, defaults). */
const DEFAULT = '127.0.0.1:10249'

function answer({ cluster }: CheckInput, instance: ComponentInstance): CheckAnswer {
  const subject = instanceSubject(cluster, instance)
  const { flags, open, key } = instance
  const unknown = (what: string) =>
    undetermined(subject, 'out-of-reach', what, [objectEvidence(key)])
  if (open !== undefined) return unknown(`its flags are not known: ${open}`)
  const config = flags.get('config')
  if (config === undefined) {
    const flag = flags.get('metrics-bind-address')
    if (flag === undefined) return judged(subject, '', [objectEvidence(key)])
    if (flag.value === undefined) return unknown('the value of --metrics-bind-address is not known')
    return judged(subject, flag.value, flagEvidence(instance, 'metrics-bind-address'))
  }
  if (config.value === undefined || !isSettingsFile(instance, config.value))
    return unknown('not assessable: --config names a file that decides this instead')
  return bySettings(subject, cluster.facts.controlPlane.kubeProxy, key)
}

/** Whether a path is `config.conf` of the ConfigMap kube-proxy, as kubeadm mounts it. */
function isSettingsFile({ configMaps }: ComponentInstance, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'))
  return path === `${folder}/config.conf` && configMaps.get(folder) === 'kube-proxy'
}

function bySettings(
  subject: string,
  settings: KubeProxySettings | undefined,
  instance: string,
): CheckAnswer {
  if (settings === undefined) {
    const said =
      'the ConfigMap kube-proxy decides, and was not read; `configMaps: true` in the estate file lets it be'
    return undetermined(subject, 'gap', said, [objectEvidence(instance)])
  }
  const { key, unreadable, metricsBindAddress = '' } = settings
  const evidence = [objectEvidence(key)]
  return unreadable === undefined
    ? judged(subject, metricsBindAddress, evidence)
    : undetermined(
        subject,
        'untranslated',
        `the ConfigMap kube-proxy decides: ${unreadable}`,
        evidence,
      )
}

function judged(subject: string, address: string, evidence: readonly Evidence[]): CheckAnswer {
  if (address === '') return pass(subject, `not set, which means ${DEFAULT}`, evidence)
  const host = address.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, '')
  const local = host === 'localhost' || host === '::1' || /^127(?:\.[0-9]{1,3}){3}$/.test(host)
  return (local ? pass : fail)(subject, `metrics are offered on ${address}`, evidence)
}
