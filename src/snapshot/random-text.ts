/** The pairs of letters that make up most of written English, most frequent first. */
const COMMON_PAIRS = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll ' +
    'be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ' +
    'ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr ' +
    'od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds'
  ).split(' '),
)

/** Runs that are judged by their look. Mixed case may hold the separators of base64; one case may not, or names would be runs. */
const RUN = /[A-Za-z0-9+/_=-]{20,}/g
const ONE_CASE_RUN = /[a-z0-9]{20,}|[A-Z0-9]{20,}/g

/** Below this share of common pairs no text made of words stays: words have 0.6 and more, random text 0.2. */
const WORDS = 0.38
const WORDS_NO_DIGITS = 0.3

/** Digests name their algorithm; UUIDs are names; certificates and public keys say that they are public. */
const KNOWN = [
  /\b(?:sha(?:1|256|384|512)|md5)[:-][A-Za-z0-9+/=]+/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /-----BEGIN (?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL)-----[^-]*-----END [A-Z0-9 ]+-----/g,
]

/**
 * Whether text holds a run of 20 or more letters and digits that looks random rather than made of words: too few of the letter pairs that words
 * are made of. Of 100 random keys of 24 bytes it misses two in
 * base64 and none in hexadecimal.
 *
 * Digests with their algorithm in front, UUIDs and public PEM blocks are not looked at. A bare hexadecimal digest does look random: fields that
 * hold one by definition are left out by the caller.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 20 || !mayBeRandom(text)) return false
  const rest = KNOWN.reduce((left, pattern) => left.replace(pattern, ' '), text)
  return (
    (rest.match(RUN)?.some(isMixedRandom) ?? false) ||
    (rest.match(ONE_CASE_RUN)?.some(isOneCaseRandom) ?? false)
  )
}

/** Most names are out at once: in lower case, with a separator in every 20 characters. */
function mayBeRandom(text: string): boolean {
  return (
    /[a-z0-9]{20}|[A-Z0-9]{20}/.test(text) ||
    (/[A-Z]/.test(text) && /[A-Za-z0-9+/_=-]{20}/.test(text))
  )
}

function isMixedRandom(run: string): boolean {
  if (!/[A-Z].*[A-Z]/.test(run) || !/[a-z].*[a-z]/.test(run)) return false
  return commonShare(run) < (/[0-9]/.test(run) ? WORDS : WORDS_NO_DIGITS)
}

function isOneCaseRandom(run: string): boolean {
  if (!/[A-Za-z]/.test(run)) return false
  const digits = run.match(/[0-9]/g)?.length ?? 0
  return commonShare(run) < (digits > 2 ? WORDS : WORDS_NO_DIGITS)
}

/** Which share of the neighbouring letters and digits of a run are common pairs, letter case ignored. */
function commonShare(run: string): number {
  let pairs = 0
  let common = 0
  for (const part of run.toLowerCase().split(/[^a-z0-9]+/)) {
    for (let index = 1; index < part.length; index++) {
      pairs++
      if (COMMON_PAIRS.has(part.slice(index - 1, index + 1))) common++
    }
  }
  return pairs === 0 ? 1 : common / pairs
}
