import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files. */
export type KeyPair = { readonly certificate: string; readonly key: string }

/** What one API server needs, and client certificates to speak to it with. */
export type Certificates = {
  readonly ca: string
  readonly server: KeyPair
  /** Of the user `certificate-admin` in `system:masters`, valid. */
  readonly client: KeyPair
  /** Of the same user, past its end. */
  readonly expired: KeyPair
  /** Signs tokens of service accounts. */
  readonly serviceAccountKey: string
}

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
organizationName = optional
[server]
subjectAltName = IP:127.0.0.1, DNS:localhost
extendedKeyUsage = serverAuth
[client]
extendedKeyUsage = clientAuth
`

const VALID: Period = ['20250101000000Z', '20991231235959Z']
const PAST: Period = ['20250101000000Z', '20250201000000Z']
type Period = readonly [notBefore: string, notAfter: string]

/** Makes a certificate authority and its certificates in `folder`, with openssl. */
export function makeCertificates(folder: string): Certificates {
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const newKey = (path: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', path)

  writeFileSync(join(folder, 'ca.cnf'), CONFIG)
  writeFileSync(join(folder, 'index.txt'), '')
  writeFileSync(join(folder, 'serial'), '1000')
  newKey('ca.key')
  openssl(...words('req -x509 -new -key ca.key -days 3650 -subj /CN=test-cluster -out ca.pem'))

  const issue = (name: string, extensions: string, subject: string, period: Period): KeyPair => {
    newKey(`${name}.key`)
    openssl(...words(`req -new -key ${name}.key -subj ${subject} -out ${name}.csr`))
    openssl(
      ...words('ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key'),
      ...words(`-extensions ${extensions} -startdate ${period[0]} -enddate ${period[1]}`),
      ...words(`-in ${name}.csr -out ${name}.pem`),
    )
    return { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  }
  const admin = '/O=system:masters/CN=certificate-admin'
  openssl(...words('genrsa -traditional -out service-account.key 2048'))
  return {
    ca: join(folder, 'ca.pem'),
    server: issue('server', 'server', '/CN=127.0.0.1', VALID),
    client: issue('client', 'client', admin, VALID),
    expired: issue('expired', 'client', admin, PAST),
    serviceAccountKey: join(folder, 'service-account.key'),
  }
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
