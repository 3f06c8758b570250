/**
 * Shapes that only keys and tokens have, whatever field they stand in: text that holds one is redacted everywhere. Published in deploy/reader/README.md.
 * Each is a name and a pattern.
 *
 * Patterns take time in proportion to the text, whatever it is: no repetition without an end that another could start inside of.
 */
export const TOKEN_SHAPES: readonly (readonly [name: string, pattern: string])[] = [
  ['private key (PEM, OpenSSH, PGP)', '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY'],
  ['private key (age)', 'AGE-SECRET-KEY-1[0-9A-Z]{10}'],
  ['JSON web token', '(?<![\\w-])eyJ[\\w-]{8,}\\.[\\w-]{8}'],
  ['password in a URL', '://[^\\s/?#@:]*:[^\\s/?#@]+@'],
  ['authorization header', '\\b(?:[Bb]earer|[Bb]asic|[Tt]oken) [A-Za-z0-9+/=._~-]{12}'],
  [
    'assignment of a secret',
    '(?:[Pp]assword|PASSWORD|[Pp]asswd|[Pp]assphrase|[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Aa]pi[_-]?[Kk]ey|API_?KEY|' +
      '[Aa]ccess[_-]?[Kk]ey|ACCESS_?KEY|[Pp]rivate[_-]?[Kk]ey|[?&][Ss]ig)["\']?[=:] ?["\']?[^\\s"\'$({<]{8}',
  ],
  ['AWS access key', '\\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\\b'],
  ['Kubernetes bootstrap token', '\\b[a-z0-9]{6}\\.(?=[a-z]{0,15}[0-9])[a-z0-9]{16}\\b(?!\\.)'],
  ['GitHub token', '\\bgh[pousr]_[A-Za-z0-9]{20}|\\bgithub_pat_[A-Za-z0-9_]{20}'],
  ['GitLab token', '\\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-[A-Za-z0-9_-]{20}'],
  ['Slack token or hook', '\\bxox[abeoprs]-[A-Za-z0-9-]{10}|hooks\\.slack\\.com/services/T'],
  ['Stripe key', '\\b[rsp]k_(?:live|test)_[A-Za-z0-9]{10}'],
  [
    'Google key, token or client secret',
    '\\bAIza[\\w-]{35}|\\bya29\\.[\\w-]{10}|\\bGOCSPX-[\\w-]{10}',
  ],
  ['npm, PyPI or Docker token', '\\bnpm_[A-Za-z0-9]{30}|\\bpypi-[\\w-]{16}|\\bdckr_pat_[\\w-]{20}'],
  ['HashiCorp token', '\\bhv[sbr]\\.[\\w-]{20}|\\.atlasv1\\.[\\w=-]{20}'],
  ['SendGrid or Mailgun key', '\\bSG\\.[\\w-]{16,40}\\.[\\w-]{16}|\\bkey-[0-9a-f]{32}\\b'],
  [
    'DigitalOcean, Doppler or Databricks token',
    '\\bdo[opr]_v1_[a-f0-9]{20}|\\bdp\\.(?:pt|st|ct|sa)\\.[\\w.-]{16}|\\bdapi[0-9a-f]{32}\\b',
  ],
  ['model provider key', '\\bsk-(?:[a-z]+-){0,2}[A-Za-z0-9_]{20}'],
  ['Shopify or Square token', '\\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{20}|\\bsq0[a-z]{3}-[\\w-]{20}'],
]

const TOKEN = new RegExp(TOKEN_SHAPES.map(([, pattern]) => `(?:${pattern})`).join('|'))

/** The shortest text that holds any of the shapes. */
const SHORTEST = 16

/** Whether text holds something that only a key or a token looks like, by TOKEN_SHAPES. */
export function holdsToken(text: string): boolean {
  return text.length >= SHORTEST && TOKEN.test(text)
}
