import { parseGoBool } from '../../core/go-words.ts'

/** How a controller reads a truth value of an annotation; undefined: it does not understand it, or it is not set. */
export type TruthWords = (value: string | undefined) => boolean | undefined

/** strconv.ParseBool of Go. */
export const goWords: TruthWords = (value) => (value === undefined ? undefined : parseGoBool(value))

/** cilium/cilium operator/pkg/ingress/annotations, GetAnnotationForceHTTPSEnabled: two words besides those of Go. */
export const ciliumWords: TruthWords = (value) => {
  if (value === 'enabled') return true
  return value === 'disabled' ? false : goWords(value)
}

/** haproxytech/kubernetes-ingress pkg/utils, GetBoolValue: old words in any case besides those of Go. */
export const haproxyWords: TruthWords = (value) => {
  const word = value?.toLowerCase()
  if (word === 'enabled' || word === 'on') return true
  return word === 'disabled' || word === 'off' ? false : goWords(value)
}
