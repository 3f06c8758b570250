import { looksRandom } from './random-text.ts'
import { holdsToken } from './secret-shapes.ts'

/** What was found out about a text: holds a token, only looks random, or neither. */
type Verdict = 'token' | 'random' | 'plain'

/** Texts repeat in a cluster: images, labels, names of owners. Long ones hardly do, and would fill memory. */
const known = new Map<string, Verdict>()
const MOST_KNOWN = 20_000
const LONGEST_KNOWN = 200
const SHORTEST = 16

/**
 * Whether text may be a key or a token: by the shapes that only those have, and, where it is not the identity of something, by its randomness.
 *
 * Remembers verdicts of short texts in a bounded table; the answer depends on the text alone.
 */
export function looksSecret(text: string, identity: boolean): boolean {
  if (text.length < SHORTEST) return false
  if (text.length === UUID_LENGTH && UUID.test(text)) return false
  const verdict = verdictOf(text.length < DIGEST_LENGTH ? text : withoutDigest(text))
  return verdict === 'token' || (verdict === 'random' && !identity)
}

const UUID_LENGTH = 36
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DIGEST = /\bsha256:[0-9a-f]{64}\b/
const DIGEST_LENGTH = 71

/** Text with its first image digest as a blank: digests differ from pod to pod, what stands around them does not, and is known by then. */
function withoutDigest(text: string): string {
  return text.includes('sha256:') ? text.replace(DIGEST, ' ') : text
}

function verdictOf(text: string): Verdict {
  if (text.length > LONGEST_KNOWN) return judge(text)
  const before = known.get(text)
  if (before !== undefined) return before
  const verdict = judge(text)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, verdict)
  return verdict
}

function judge(text: string): Verdict {
  if (holdsToken(text)) return 'token'
  return looksRandom(text) ? 'random' : 'plain'
}
