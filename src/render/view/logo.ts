import type { Logo } from '../../model/logo.ts'

/** The picture of a cover, inside of the file itself; nothing where there is none. */
export function logoView(logo: Logo | undefined): { readonly logo?: string } {
  return logo === undefined ? {} : { logo: `data:${logo.mediaType};base64,${logo.data}` }
}

/** That a document has pictures that are data: its policy allows none otherwise. */
export function withImages(logo: string | undefined): { readonly images?: true } {
  return logo === undefined ? {} : { images: true }
}
