import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Markup that fetches, reads or runs something; `to` is an address of the sink, `file` the canary's. */
export const ATTACKS: Readonly<Record<string, (to: string, file: string) => string>> = {
  image: (to) => `<img src="${to}/img" srcset="${to}/set 2x">`,
  'style import, background and font': (to) =>
    `<style>@import url("${to}/css");@font-face{font-family:x;src:url("${to}/font")}body{background:url("${to}/bg");font-family:x}</style>x`,
  'style sheet and prefetch': (to) =>
    `<link rel="stylesheet" href="${to}/sheet"><link rel="prefetch" href="${to}/prefetch"><link rel="preconnect" href="${to}"><link rel="dns-prefetch" href="${to}">`,
  frames: (to, file) => `<iframe src="${to}/frame"></iframe><iframe src="${file}"></iframe>`,
  'object and embed': (to, file) =>
    `<object data="${file}"></object><embed src="${to}/embed"><object data="${to}/object"></object>`,
  'image of a file': (_to, file) =>
    `<img src="${file}"><svg><image href="${file}" width="9" height="9"/></svg>`,
  'svg image and use': (to) =>
    `<svg><image href="${to}/svg" width="9" height="9"/><use href="${to}/use.svg#a"/></svg>`,
  'refresh to the network': (to) => `<meta http-equiv="refresh" content="0;url=${to}/refresh">`,
  'refresh to a file': (_to, file) => `<meta http-equiv="refresh" content="0;url=${file}">`,
  'base and relative image': (to) => `<base href="${to}/"><img src="relative">`,
  media: (to) =>
    `<video src="${to}/video" poster="${to}/poster" autoplay></video><audio src="${to}/audio" autoplay></audio>`,
  script: (to, file) =>
    `<script>fetch("${to}/fetch");new Image().src="${to}/image";fetch("${file}").then(r=>r.text()).then(t=>document.body.append(t))</script><script src="${to}/script"></script>`,
  handlers: (to) =>
    `<img src="x" onerror="fetch('${to}/error')"><svg onload="fetch('${to}/load')"></svg>`,
  form: (to) => `<form action="${to}/form"><input autofocus onfocus="this.form.submit()"></form>`,
  'the report address again': () =>
    '<iframe src="https://report.invalid/"></iframe><img src="https://report.invalid/x">',
}

/** Attacks that leave the page: it is refused instead of printed. */
export const LEAVES = new Set(['refresh to the network', 'refresh to a file'])

/** A web server of this host that answers with a canary and keeps which paths were asked for, and a file with the same canary. */
export type Sink = {
  readonly hits: string[]
  readonly to: string
  /** URL of the file */
  readonly file: string
  readonly folder: string
  readonly close: () => void
}

/** What stands in the file and in every answer. */
export const CANARY = 'CANARYREAD'

export async function openSink(): Promise<Sink> {
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-leak-'))
  const path = join(folder, 'canary.html')
  writeFileSync(path, `<p>${CANARY}</p>`)
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    response.end(`<p>${CANARY}</p>`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ hits, folder, to: `http://127.0.0.1:${port}`, file: `file://${path}` },
    close: () => {
      server.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
