/** The parts of a workbook that are not sheets (ECMA-376 parts 1 and 2). */
import { areaOf, type Sheet } from './sheet.ts'
import { xmlText } from './text.ts'

/** What the workbook says of itself. */
export type WorkbookFrame = {
  readonly title: string
  readonly creator: string
  /** RFC 3339 */
  readonly created: string
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Where a sheet is, counted from 1. */
export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`
}

/** [Content_Types].xml: the first part of the package. */
export function contentTypes(sheets: readonly Sheet[]): string {
  const override = (path: string, type: string) =>
    `<Override PartName="/${path}" ContentType="${type}"/>`
  return [
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    override('xl/workbook.xml', `${SHEET_TYPE}.sheet.main+xml`),
    override('xl/styles.xml', `${SHEET_TYPE}.styles+xml`),
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
    ...sheets.map((_, index) => override(sheetPath(index + 1), `${SHEET_TYPE}.worksheet+xml`)),
    '</Types>',
  ].join('')
}

/** _rels/.rels: what the package holds. */
export function packageRelations(): string {
  return relations([
    [`${OFFICE}/relationships/officeDocument`, 'xl/workbook.xml'],
    [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
  ])
}

/** xl/_rels/workbook.xml.rels: the styles, then the sheets. */
export function workbookRelations(sheets: readonly Sheet[]): string {
  return relations([
    [`${OFFICE}/relationships/styles`, 'styles.xml'],
    ...sheets.map((_, index): readonly [string, string] => [
      `${OFFICE}/relationships/worksheet`,
      sheetPath(index + 1).replace('xl/', ''),
    ]),
  ])
}

function relations(targets: readonly (readonly [string, string])[]): string {
  const each = targets.map(
    ([type, target], index) =>
      `<Relationship Id="r${index + 1}" Type="${type}" Target="${target}"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`
}

/** xl/workbook.xml: the sheets by name; the first row of each is a filter, and printed on each page. */
export function workbookXml(sheets: readonly Sheet[]): string {
  const listed = sheets.map(
    ({ name }, index) =>
      `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="r${index + 2}"/>`,
  )
  const quoted = (name: string) => `'${xmlText(name.replaceAll("'", "''"))}'`
  const defined = (name: string, index: number, hidden: string, area: string) =>
    `<definedName name="_xlnm.${name}" localSheetId="${index}"${hidden}>${area}</definedName>`
  const filters = sheets.map((sheet, index) =>
    defined('_FilterDatabase', index, ' hidden="1"', `${quoted(sheet.name)}!${areaOf(sheet, '$')}`),
  )
  const titles = sheets.map(({ name }, index) =>
    defined('Print_Titles', index, '', `${quoted(name)}!$1:$1`),
  )
  return [
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships">`,
    '<bookViews><workbookView/></bookViews>',
    `<sheets>${listed.join('')}</sheets>`,
    `<definedNames>${[...filters, ...titles].join('')}</definedNames>`,
    '</workbook>',
  ].join('')
}

/**
 * xl/styles.xml: none, text, numbers, heads. Text has the format `@` and counts as quoted, so that it stays text when somebody edits its field; digits are in groups of three.
 */
export function styles(): string {
  const font = (bold: string, colour: string) =>
    `<font>${bold}<sz val="10"/>${colour}<name val="Arial"/><family val="2"/></font>`
  const fill = (kind: string) => `<fill><patternFill patternType="${kind}"/></fill>`
  const head = '<fgColor rgb="FF1F3A4D"/><bgColor indexed="64"/>'
  const top = '<alignment vertical="top"/>'
  const xf = (rest: string, inner = '') => `<xf ${rest} borderId="0" xfId="0">${inner}</xf>`
  return [
    `${HEAD}<styleSheet xmlns="${MAIN}">`,
    `<fonts count="2">${font('', '')}${font('<b/>', '<color rgb="FFFFFFFF"/>')}</fonts>`,
    `<fills count="3">${fill('none')}${fill('gray125')}<fill><patternFill patternType="solid">${head}</patternFill></fill></fills>`,
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    '<cellXfs count="4">',
    xf('numFmtId="0" fontId="0" fillId="0"'),
    xf('numFmtId="49" fontId="0" fillId="0" quotePrefix="1" applyNumberFormat="1"', top),
    xf('numFmtId="3" fontId="0" fillId="0" applyNumberFormat="1"', top),
    xf('numFmtId="49" fontId="1" fillId="2" applyFont="1" applyFill="1"', top),
    '</cellXfs>',
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('')
}

/** docProps/core.xml: title, and who made it when. */
export function coreProperties({ title, creator, created }: WorkbookFrame): string {
  const dublin = 'http://purl.org/dc'
  const moment = `<dcterms:created xsi:type="dcterms:W3CDTF">${created}</dcterms:created>`
  return [
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties"`,
    ` xmlns:dc="${dublin}/elements/1.1/" xmlns:dcterms="${dublin}/terms/"`,
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<dc:title>${xmlText(title)}</dc:title><dc:creator>${xmlText(creator)}</dc:creator>`,
    `${moment}</cp:coreProperties>`,
  ].join('')
}
