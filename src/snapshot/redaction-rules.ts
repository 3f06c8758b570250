import type { Redaction } from '../model/snapshot.ts'
import { PUBLISHED_ANNOTATIONS } from './published-annotations.ts'

/**
 * How the content of a field is redacted, in objects of any kind and at any depth.
 *
 * `covers`: `text` only where the field is text; `query` only where it is text with a question mark, as a path or URL with a query has; `map` also where it is an object, but not a list; `all` whatever it is. Below it every scalar goes but
 * what stands below a name in `except`, which is looked at like any other field.
 */
export type FieldRule = {
  readonly covers: 'text' | 'query' | 'map' | 'all'
  readonly why: Redaction['why']
  readonly except: readonly string[]
}

/** Rules for a list of names, `name name ...`. A name with a slash holds only right below that parent, `parent/name`. */
export type NamedRule = FieldRule & { readonly fields: string }

const HEADER = ['name', 'type', 'mismatch']

/**
 * The fields whose content never enters a snapshot. Published in deploy/reader/README.md.
 *
 * Annotations, command and args have lists of what is kept (published-annotations.ts, published-flags.ts). ENVIRONMENT_NAME and SENSITIVE_NAME add
 * names by pattern.
 */
export const FIELD_RULES: readonly NamedRule[] = [
  { fields: 'args command extraArgs commandArgs', covers: 'all', why: 'argument', except: [] },
  { fields: 'script inlineScript userData cloudInit', covers: 'text', why: 'argument', except: [] },
  { fields: 'httpHeaders', covers: 'all', why: 'probe', except: [] },
  { fields: 'httpGet/path', covers: 'query', why: 'probe', except: [] },
  { fields: 'url', covers: 'query', why: 'free-text', except: [] },
  {
    fields:
      'headers requestHeaders responseHeaders headerMatches requestHeaderModifier responseHeaderModifier',
    covers: 'all',
    why: 'free-text',
    except: HEADER,
  },
  {
    fields: 'description message comment comments note notes summary patch patchesJson6902',
    covers: 'text',
    why: 'free-text',
    except: [],
  },
  {
    fields:
      'data stringData binaryData volumeAttributes flexVolume/options values valuesObject valuesInline substitute pluginConfig ' +
      'inlineCode inline_code inlineString inline_string inlineBytes inline_bytes body',
    covers: 'map',
    why: 'free-text',
    except: [],
  },
  {
    fields:
      'patchesStrategicMerge mountOptions helm/parameters plugin/parameters sync/manifests operation/info spec/info jsonnet/extVars jsonnet/tlas',
    covers: 'all',
    why: 'free-text',
    except: ['name'],
  },
  { fields: 'apiCall/data', covers: 'all', why: 'free-text', except: ['key'] },
  { fields: 'tls/key', covers: 'text', why: 'secret-shaped', except: [] },
]

/** Names of fields that hold environment variables; of a list of them the names and what they refer to are kept. */
export const ENVIRONMENT_NAME = /(?:^|[a-z])[eE]nv(?:s|Vars?|ironment(?:Vars?|Variables)?)?$/

/** The rule of fields with an ENVIRONMENT_NAME. */
export const ENVIRONMENT_RULE: FieldRule = {
  covers: 'all',
  why: 'env-value',
  except: ['name', 'valueFrom'],
}

/** Names of fields that hold a secret where they are text; names of references to one (`secretName`, `tokenFile`) do not match. */
export const SENSITIVE_NAME =
  /(?:password|passwd|passphrase|token|api_?key|secret|secret_?key|private_?key|access_?key|credentials?|connection_?string)$/i

/** The rule of fields with a SENSITIVE_NAME. */
export const SENSITIVE_RULE: FieldRule = { covers: 'text', why: 'secret-shaped', except: [] }

/** Names of fields that hold annotations, also of templates: `annotations`, `podAnnotations`. */
export const ANNOTATIONS_NAME = /annotations$/i

/**
 * Fields whose text is judged by TOKEN_SHAPES only and not by its randomness, because what stands there, or below, is random by definition or decides
 * what an object is and whom it selects: names, labels, selectors, digests, public certificates.
 */
export const IDENTITY_FIELDS: ReadonlySet<string> = new Set(
  (
    'apiVersion kind name namespace generateName uid resourceNames nodeName volumeName claimName secretName serviceAccountName ' +
    'labels matchLabels selector nodeSelector namespaceSelector podSelector matchExpressions endpointSelector fromEndpoints toEndpoints ' +
    'fromNodes toNodes fromRequires toRequires cidrGroupRef cidrGroupSelector k8sService k8sServiceSelector toFQDNs ' +
    'image imageID digest revision revisions targetRevision machineID systemUUID bootID providerID volumeHandle ' +
    'caBundle certificate caCertificate destinationCACertificate request chart users groups subjects username ' +
    'security-labels securityLabels hosts host hostname hostnames ' +
    'principals notPrincipals namespaces notNamespaces serviceAccounts notServiceAccounts trustDomains notTrustDomains ' +
    'notSelector serviceAccountSelector labelsToApply'
  ).split(' '),
)

/** Fields below which names are data and not fields, so that rules by name do not hold there: labels, selectors, schemas. Shapes still count. */
export const NAMES_ARE_DATA: ReadonlySet<string> = new Set([
  'labels',
  'labelsToApply',
  'matchLabels',
  'selector',
  'nodeSelector',
  'security-labels',
  'securityLabels',
  'openAPIV3Schema',
])

/** Fields of the object itself that are kept whatever they look like: without them one object could not be told from another. */
export const VERBATIM_METADATA: ReadonlySet<string> = new Set(['name', 'namespace', 'uid'])

const exactKeys = new Set(PUBLISHED_ANNOTATIONS.filter((key) => !key.endsWith('*')))
const keyPrefixes = PUBLISHED_ANNOTATIONS.filter((key) => key.endsWith('*')).map((key) =>
  key.slice(0, -1),
)

/** Whether the value of an annotation is kept. */
export function isPublishedAnnotation(key: string): boolean {
  return exactKeys.has(key) || keyPrefixes.some((prefix) => key.startsWith(prefix))
}

/** Annotations in which tools keep a whole earlier object. */
export function isLastApplied(key: string): boolean {
  return /last-applied|applied-configuration|original-manifest/i.test(key)
}
