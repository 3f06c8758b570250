/** Parts of a token put together here only, so that no scanner takes this file for a leak. */
function token(...parts: readonly string[]): string {
  return parts.join('')
}

const LETTERS = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ'
const HEX = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'

/** One example for each shape of a token, by its name in TOKEN_SHAPES, or for a part of a shape that has several. */
export const TOKENS: readonly (readonly [shape: string, example: string])[] = [
  ['private key (PEM, OpenSSH, PGP)', token('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIE')],
  ['private key (PEM, OpenSSH, PGP)', token('-----BEGIN ', 'PRIVATE KEY-----')],
  ['private key (age)', token('AGE-SECRET', '-KEY-1QQQQQQQQQQQQ')],
  ['JSON web token', token('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiIxIn0.c2lnbmF0dXJl')],
  ['password in a URL', token('https://user:', 'hunter2', '@git.example/repo')],
  ['authorization header', token('Bearer ', 'abcdefghijklmnop')],
  ['assignment of a secret', token('--db-pass', 'word=correct-horse-battery')],
  ['assignment of a secret', token('url?api_', 'key=correct-horse')],
  ['AWS access key', token('AK', 'IAIOSFODNN7EXAMPLE')],
  ['Kubernetes bootstrap token', token('abcdef', '.0123456789abcdef')],
  ['GitHub token', token('gh', `p_${LETTERS}0123456789`)],
  ['GitHub token', token('github', `_pat_${LETTERS}`)],
  ['GitLab token', token('gl', `pat-${LETTERS}`)],
  ['Slack token or hook', token('xo', 'xb-123456789012-abcdefghij')],
  ['Stripe key', token('sk', `_live_${LETTERS}`)],
  ['Google key, token or client secret', token('AI', `za${LETTERS}${LETTERS}`)],
  ['Google key, token or client secret', token('GOC', `SPX-${LETTERS}`)],
  ['npm, PyPI or Docker token', token('np', `m_${LETTERS}${LETTERS}`)],
  ['npm, PyPI or Docker token', token('dckr', `_pat_${LETTERS}`)],
  ['HashiCorp token', token('hv', `s.${LETTERS}`)],
  ['SendGrid or Mailgun key', token('S', `G.${LETTERS}.${LETTERS}`)],
  ['SendGrid or Mailgun key', token('key', `-${HEX}`)],
  ['DigitalOcean, Doppler or Databricks token', token('dop', `_v1_${HEX}${HEX}`)],
  ['DigitalOcean, Doppler or Databricks token', token('da', `pi${HEX}`)],
  ['model provider key', token('sk', `-proj-${LETTERS}`)],
  ['Shopify or Square token', token('shp', `at_${HEX}`)],
]
