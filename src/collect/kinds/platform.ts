import { readersOf } from './kind-reader.ts'
import type { KindReader } from './kind-reader.ts'

const CLUSTER = 'cluster'

/** Admission, secret, delivery and distribution APIs that controls ask about. None of them decides which traffic may pass. */
export const PLATFORM: readonly KindReader[] = [
  ...readersOf('argoproj.io', [['applications', 'Application', 'v1alpha1']]),
  ...readersOf('kustomize.toolkit.fluxcd.io', [
    ['kustomizations', 'Kustomization', 'v1 v1beta2 v1beta1'],
  ]),
  ...readersOf('kyverno.io', [
    ['clusterpolicies', 'ClusterPolicy', 'v1 v2beta1', CLUSTER],
    ['policies', 'Policy', 'v1 v2beta1'],
    ['policyexceptions', 'PolicyException', 'v2 v2beta1 v2alpha1'],
  ]),
  ...readersOf('policies.kyverno.io', [
    ['imagevalidatingpolicies', 'ImageValidatingPolicy', 'v1 v1beta1 v1alpha1', CLUSTER],
    ['namespacedvalidatingpolicies', 'NamespacedValidatingPolicy', 'v1 v1beta1 v1alpha1'],
    ['policyexceptions', 'PolicyException', 'v1 v1beta1 v1alpha1'],
    ['validatingpolicies', 'ValidatingPolicy', 'v1 v1beta1 v1alpha1', CLUSTER],
  ]),
  ...readersOf('config.gatekeeper.sh', [['configs', 'Config', 'v1alpha1']]),
  ...readersOf('templates.gatekeeper.sh', [
    ['constrainttemplates', 'ConstraintTemplate', 'v1 v1beta1 v1alpha1', CLUSTER],
  ]),
  ...readersOf('external-secrets.io', [
    ['clusterexternalsecrets', 'ClusterExternalSecret', 'v1 v1beta1 v1alpha1', CLUSTER],
    ['clustersecretstores', 'ClusterSecretStore', 'v1 v1beta1 v1alpha1', CLUSTER],
    ['externalsecrets', 'ExternalSecret', 'v1 v1beta1 v1alpha1'],
    ['secretstores', 'SecretStore', 'v1 v1beta1 v1alpha1'],
  ]),
  ...readersOf('route.openshift.io', [['routes', 'Route', 'v1']]),
  ...readersOf('security.openshift.io', [
    ['securitycontextconstraints', 'SecurityContextConstraints', 'v1', CLUSTER],
  ]),
]

/** The group whose kinds are made by the cluster's own ConstraintTemplates: what discovery names is read. */
export const CONSTRAINT_GROUP = 'constraints.gatekeeper.sh'
