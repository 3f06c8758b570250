/** The attribute that shows a picture which lies in the page itself, PNG or JPEG; any other address shows nothing. */
export function imageSource(uri: string): string {
  return /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/.test(uri)
    ? `src="${uri}"`
    : 'src=""'
}
