/** Files that hold one credential each, so that no secret stands in a configuration or environment. */
export type S3CredentialFiles = {
  readonly accessKeyIdFile: string
  readonly secretAccessKeyFile: string
  /** absent: long-lived keys */
  readonly sessionTokenFile?: string
}

/** What server-side encryption each write asks for. */
export type S3Encryption =
  | { readonly kind: 'AES256' }
  /** absent keyId: the account's default key */
  | { readonly kind: 'aws:kms'; readonly keyId?: string }
  /** nothing is asked for: servers that know no encryption refuse a write that asks */
  | { readonly kind: 'none' }

/** Where an archive is kept in object storage. */
export type S3Settings = {
  readonly bucket: string
  /** folder in the bucket, without `/` at either end; absent: the bucket is the archive */
  readonly prefix?: string
  /** absent: from the environment; with an endpoint `us-east-1` */
  readonly region?: string
  /** `https://s3.example.test`; absent: Amazon S3 */
  readonly endpoint?: string
  /** bucket in the path instead of the host name, as most servers that are not Amazon's want it */
  readonly pathStyle?: boolean
  /** absent: the environment, shared files or the pod's role, in the order that the AWS tools use */
  readonly credentials?: S3CredentialFiles
  /** absent: AES256 */
  readonly encryption?: S3Encryption
  /** PEM file of the authority that signed the server's certificate; absent: the machine's own */
  readonly caFile?: string
}
