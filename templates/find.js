// Find in a report: leaves on the screen what has a text and a result, and says how much that is. Prints are always whole. Nothing here without this script.
document.addEventListener('DOMContentLoaded', () => {
  const main = document.querySelector('main')
  const BLOCKS = { control: 'pages of controls', policy: 'objects', entry: 'changes' }
  const RESULTS = '.outcome, .state'
  const NO_RESULT = ['outcome', 'state', 'item']
  const [LONG_TABLE, SLICE_MS, WAIT_MS] = [10, 8, 150]

  const made = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes)
    element.append(...children)
    return element
  }
  const plain = (text) => text.toLowerCase().replace(/\s+/g, ' ').trim()
  const named = (kind) => kind.replaceAll('-', ' ').replace('sign off', 'sign-off')
  // The results that stand in elements, or only those of them that stand in one of a class.
  const resultsIn = (elements, within) =>
    new Set(elements.flatMap((one) => [...one.querySelectorAll(RESULTS)])
      .filter((one) => within === undefined || one.parentElement.className === within)
      .flatMap(({ classList }) => [...classList].filter((name) => !NO_RESULT.includes(name))))
  const unit = (kind, elements, within) => ({
    kind, elements, text: plain(elements.map(({ textContent }) => textContent).join(' ')), results: resultsIn(elements, within),
  })

  // What is long works in slices, so that keys are answered in between; a newer search ends an older one.
  let newest = 0
  async function inSlices(items, work, search) {
    let end = performance.now() + SLICE_MS
    for (const item of items) {
      work(item)
      if (performance.now() < end) continue
      await new Promise((resolve) => setTimeout(resolve))
      if (search !== newest) return false
      end = performance.now() + SLICE_MS
    }
    return true
  }

  // Rows of a table that are worth a filter; a row that explains the one before goes with it.
  function rowsOf(table) {
    const rows = []
    for (const row of table.tBodies[0]?.rows ?? [])
      if (row.className === 'why' && rows.length > 0) rows.at(-1).push(row)
      else rows.push([row])
    const counts = rows.length >= LONG_TABLE || rows.some(([row]) => row.querySelector(RESULTS))
    return counts ? rows.map((row) => unit('rows', row)) : []
  }
  function tablesIn(element) {
    const own = element.localName === 'table' ? [element] : [...element.querySelectorAll('table')]
    return own.map((table) => ({ table: table.closest('.scroll') ?? table, rows: rowsOf(table) })).filter(({ rows }) => rows.length > 0)
  }
  // A change, and the lines that show it, up to the next one.
  function withLines(entry) {
    const elements = [entry]
    for (let next = entry.nextElementSibling; next?.matches('pre, p.soft'); next = next.nextElementSibling) elements.push(next)
    return elements
  }
  function blockOf(element) {
    const kind = Object.keys(BLOCKS).find((name) => element.classList.contains(name))
    const elements = kind === 'entry' ? withLines(element) : [element]
    return { ...unit(BLOCKS[kind], elements, 'result'), tables: kind === 'control' ? tablesIn(element) : [] }
  }
  // Chapters with their blocks and tables, and what stands in them besides.
  let index
  async function indexed(search) {
    if (index !== undefined) return true
    const parts = [...main.children].filter(({ localName }) => localName !== 'svg').map((element) => ({ element, blocks: [], tables: [], prose: '' }))
    const partOf = new Map(parts.map((part) => [part.element, part]))
    const chapter = (element) => {
      let found = element
      while (found.parentElement !== main) found = found.parentElement
      return partOf.get(found)
    }
    const selector = Object.keys(BLOCKS).map((name) => `.${name}`).join()
    const isWhole =
      (await inSlices(main.querySelectorAll(selector), (one) => chapter(one).blocks.push(blockOf(one)), search)) &&
      (await inSlices(main.querySelectorAll('table'), (one) => {
        if (one.closest(`${selector}, .executive`) === null) chapter(one).tables.push(...tablesIn(one))
      }, search)) &&
      (await inSlices(parts, (part) => {
        const taken = new Set([...part.blocks.flatMap(({ elements }) => elements), ...part.tables.map(({ table }) => table)])
        const walker = document.createTreeWalker(part.element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
          (node) => (taken.has(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT))
        const texts = []
        while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) texts.push(walker.currentNode.data)
        part.prose = plain(texts.join(' '))
      }, search))
    if (isWhole) index = parts
    return isWhole
  }

  async function find() {
    const search = ++newest
    const [text, result] = [plain(input.value), select.value]
    if (text === '' && result === '') {
      for (const one of main.querySelectorAll('.away')) one.classList.remove('away')
      said.textContent = isFiltered ? 'Everything is shown' : ''
      isFiltered = false
      clear.disabled = true
      return
    }
    if (!(await indexed(search))) return
    const isHit = (one) => one.text.includes(text) && (result === '' || one.results.has(result))
    const away = new Map()
    const counts = new Map()
    const judge = (one) => {
      const hit = isHit(one)
      const [shown, all] = counts.get(one.kind) ?? [0, 0]
      counts.set(one.kind, [shown + hit, all + 1])
      for (const element of one.elements) away.set(element, !hit)
      return hit
    }
    // A table in a block that hits for another reason stays whole, but for rows of other results than the wanted one.
    const narrow = ({ table, rows }) => {
      const some = rows.some(isHit) || (result !== '' && rows.some(({ results }) => results.size > 0))
      for (const row of rows) for (const element of row.elements) away.set(element, some && !isHit(row))
      away.set(table, some && !rows.some(isHit))
    }
    const hits = new Set()
    const steps = index.flatMap((part) => [
      ...part.blocks.map((block) => () => {
        if (judge(block)) hits.add(part)
        block.tables.forEach(narrow)
      }),
      ...part.tables.flatMap((table) => [
        ...table.rows.map((row) => () => judge(row) && hits.add(part).add(table)),
        () => away.set(table.table, !hits.has(table)),
      ]),
      () => away.set(part.element, !hits.has(part) && !(result === '' && part.prose.includes(text))),
    ])
    if (!(await inSlices(steps, (step) => step(), search))) return
    for (const [element, isAway] of away) element.classList.toggle('away', isAway)
    isFiltered = true
    clear.disabled = false
    scrollTo(0, 0)
    const words = [...counts].filter(([, [shown]]) => shown > 0).map(([kind, [shown, all]]) => `${shown.toLocaleString('en')} of ${all.toLocaleString('en')} ${kind}`)
    const rest = index.every(({ element }) => away.get(element)) ? 'Nothing is found' : 'Only text is found'
    said.textContent = words.join(', ') || rest
  }

  const input = made('input', { type: 'search', autocomplete: 'off', spellcheck: false })
  const select = made('select', {}, made('option', { value: '' }, 'any'))
  const clear = made('button', { type: 'button', disabled: true }, 'Show everything')
  const said = made('p', { role: 'status' })
  let isFiltered = false
  let waiting
  const soon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(find, WAIT_MS)
  }
  const everything = () => {
    clearTimeout(waiting)
    input.value = select.value = ''
    find()
  }
  for (const kind of resultsIn([main])) select.append(made('option', { value: kind }, named(kind)))
  input.addEventListener('input', soon)
  select.addEventListener('change', soon)
  clear.addEventListener('click', () => {
    everything()
    input.focus()
  })
  const bar = made('div', { className: 'finder', role: 'search', ariaLabel: 'Find in this report' },
    made('label', {}, 'Find ', input), ...(select.length > 1 ? [made('label', {}, 'Result ', select)] : []), clear, said)
  bar.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') everything()
  })
  // A link leads to its place also where that is out of sight.
  document.addEventListener('click', ({ target }) => {
    const place = target.closest('a[href^="#"]')?.getAttribute('href').slice(1)
    if (isFiltered && place && document.getElementById(place)?.closest('.away')) everything()
  })
  main.before(bar)
})
