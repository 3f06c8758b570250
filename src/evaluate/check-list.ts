// Generated from the files in src/evaluate/checks; `npm run checks:list` writes it anew.
import type { Check } from '../model/check.ts'
import { accountDataStores } from './checks/account-data-stores.ts'
import { cdeBypasses } from './checks/cde-bypasses.ts'
import { cdeDefaultDeny } from './checks/cde-default-deny.ts'
import { cdeNodesDedicated } from './checks/cde-nodes-dedicated.ts'
import { cdePodsCannotForge } from './checks/cde-pods-cannot-forge.ts'
import { cdeRights } from './checks/cde-rights.ts'
import { cdeRulesNarrow } from './checks/cde-rules-narrow.ts'
import { cdeSeparated } from './checks/cde-separated.ts'
import { clusterAdminLimited } from './checks/cluster-admin-limited.ts'
import { cniEnforcesPolicy } from './checks/cni-enforces-policy.ts'
import { componentFlag } from './checks/component-flag.ts'
import { componentsDescribed } from './checks/components-described.ts'
import { defaultNamespaceUnused } from './checks/default-namespace-unused.ts'
import { defaultServiceAccountsUnused } from './checks/default-service-accounts-unused.ts'
import { etcdOwnAuthority } from './checks/etcd-own-authority.ts'
import { exposureAuthorised } from './checks/exposure-authorised.ts'
import { flowsApproved } from './checks/flows-approved.ts'
import { flowsInUse } from './checks/flows-in-use.ts'
import { hostNetworkOnCdeNodes } from './checks/host-network-on-cde-nodes.ts'
import { imageOriginsSeen } from './checks/image-origins-seen.ts'
import { imagesNamed } from './checks/images-named.ts'
import { ingressUsesTls } from './checks/ingress-uses-tls.ts'
import { insecureServicesMitigated } from './checks/insecure-services-mitigated.ts'
import { internalAddressesHidden } from './checks/internal-addresses-hidden.ts'
import { kubeProxyMetricsLocal } from './checks/kube-proxy-metrics-local.ts'
import { kubernetesSupported } from './checks/kubernetes-supported.ts'
import { lastingTokens } from './checks/lasting-tokens.ts'
import { literalCredentials } from './checks/literal-credentials.ts'
import { mastersGroupUnbound } from './checks/masters-group-unbound.ts'
import { namespaceDefaultDeny } from './checks/namespace-default-deny.ts'
import { namespaceHasOwner } from './checks/namespace-has-owner.ts'
import { namespaceHasPolicy } from './checks/namespace-has-policy.ts'
import { peopleBound } from './checks/people-bound.ts'
import { podSecurityEnforced } from './checks/pod-security-enforced.ts'
import { podsMeetStandard } from './checks/pods-meet-standard.ts'
import { podsRestricted } from './checks/pods-restricted.ts'
import { policyChangesApproved } from './checks/policy-changes-approved.ts'
import { policyRulesUsed } from './checks/policy-rules-used.ts'
import { policyWritersLimited } from './checks/policy-writers-limited.ts'
import { preProductionPeopleApart } from './checks/pre-production-people-apart.ts'
import { preProductionSeparated } from './checks/pre-production-separated.ts'
import { providerKnown } from './checks/provider-known.ts'
import { publicGroupsUnbound } from './checks/public-groups-unbound.ts'
import { rightsLimited } from './checks/rights-limited.ts'
import { rolesWithoutWildcards } from './checks/roles-without-wildcards.ts'
import { secretStoresSeen } from './checks/secret-stores-seen.ts'
import { secretsNotInEnvironment } from './checks/secrets-not-in-environment.ts'
import { securityControlsReady } from './checks/security-controls-ready.ts'
import { sensorCoversCde } from './checks/sensor-covers-cde.ts'
import { serviceAccountTokensNeeded } from './checks/service-account-tokens-needed.ts'
import { serviceAccountsUsed } from './checks/service-accounts-used.ts'
import { tenantsLimited } from './checks/tenants-limited.ts'
import { tenantsNodes } from './checks/tenants-nodes.ts'
import { tenantsRights } from './checks/tenants-rights.ts'
import { tenantsSeparated } from './checks/tenants-separated.ts'
import { volumesNotOfNodes } from './checks/volumes-not-of-nodes.ts'

/** Every check there is, sorted by id. */
export const CHECKS: readonly Check[] = [
  accountDataStores,
  cdeBypasses,
  cdeDefaultDeny,
  cdeNodesDedicated,
  cdePodsCannotForge,
  cdeRights,
  cdeRulesNarrow,
  cdeSeparated,
  clusterAdminLimited,
  cniEnforcesPolicy,
  componentFlag,
  componentsDescribed,
  defaultNamespaceUnused,
  defaultServiceAccountsUnused,
  etcdOwnAuthority,
  exposureAuthorised,
  flowsApproved,
  flowsInUse,
  hostNetworkOnCdeNodes,
  imageOriginsSeen,
  imagesNamed,
  ingressUsesTls,
  insecureServicesMitigated,
  internalAddressesHidden,
  kubeProxyMetricsLocal,
  kubernetesSupported,
  lastingTokens,
  literalCredentials,
  mastersGroupUnbound,
  namespaceDefaultDeny,
  namespaceHasOwner,
  namespaceHasPolicy,
  peopleBound,
  podSecurityEnforced,
  podsMeetStandard,
  podsRestricted,
  policyChangesApproved,
  policyRulesUsed,
  policyWritersLimited,
  preProductionPeopleApart,
  preProductionSeparated,
  providerKnown,
  publicGroupsUnbound,
  rightsLimited,
  rolesWithoutWildcards,
  secretStoresSeen,
  secretsNotInEnvironment,
  securityControlsReady,
  sensorCoversCde,
  serviceAccountTokensNeeded,
  serviceAccountsUsed,
  tenantsLimited,
  tenantsNodes,
  tenantsRights,
  tenantsSeparated,
  volumesNotOfNodes,
]
