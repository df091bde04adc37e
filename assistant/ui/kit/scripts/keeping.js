// What a page keeps, and Streamlit has no word for.
//
// - The cookie with the choice who answers.
// - The focus of the keyboard: Streamlit puts another element in the place of a button whose meaning changed (Train,
//   Stop, Resume), and the browser drops the focus. Here it goes on to what stands in the same keyed container, else
//   to the input field.
// - The half-typed question: it comes back after a look at another page and after a reload.
// - The names of Streamlit's own controls for a screen reader: in the language of the page, and told apart.

const SOON_MS = 300 // until a dialog that closed has given the focus back
const WAIT_MS = 1500 // until what takes the place of an element must have come
const NAME_MS = 200 // between two looks for new controls
const YEAR_S = 31536000
const DRAFT = "workbench-draft"
const FIELD = '[data-testid="stChatInputTextArea"]'
const FOCUSABLE = "button:not([disabled]), a[href], input:not([disabled]), textarea:not([disabled]), summary, [tabindex='0']"

// -- cookie ----------------------------------------------------------------------------------------------------------

let written

function remember(cookie) {
  const text = cookie && `${cookie.name}=${cookie.value}`
  if (!text || text === written) return
  written = text
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `${text}; Path=/; Max-Age=${YEAR_S}; SameSite=Strict${secure}`
}

// -- focus -----------------------------------------------------------------------------------------------------------

let held // {element, around}: what had the focus, and the keys of the containers around it, nearest first
let lostAt
let keyboard = false
const down = new Set() // a key that is still held down must not press what comes next

function keysAround(element) {
  const keys = []
  for (let at = element.parentElement; at; at = at.parentElement) {
    keys.push(...[...at.classList].filter(name => name.startsWith("st-key-")))
  }
  return keys
}

// undefined: there is no such place; null: nothing in it can have the focus.
function firstIn(place) {
  if (!place) return undefined
  return [...place.querySelectorAll(FOCUSABLE)].find(element => element.checkVisibility()) ?? null
}

// undefined: not yet, as the elements of a run come one after the other.
function successor(elapsed) {
  const places = held.around.map(key => firstIn(document.getElementsByClassName(key)[0]))
  const there = places.filter(found => found !== undefined)
  if (there.length && (there[0] || elapsed < WAIT_MS)) return there[0] ?? undefined
  if (elapsed < SOON_MS) return undefined
  const main = document.querySelector('[data-testid="stMain"]')
  const whole = main?.hasAttribute("tabindex") ? main : undefined
  return there.find(Boolean) ?? document.querySelector(FIELD) ?? firstIn(main) ?? whole
}

function keepFocus() {
  if (!held || !keyboard || down.size) return
  const active = document.activeElement
  if (active && active !== document.body) return
  const disabled = held.element.isConnected && held.element.disabled
  if (held.element.isConnected && !disabled) return // the person left it
  if (lostAt === undefined) {
    lostAt = performance.now()
    for (const wait of [SOON_MS, WAIT_MS]) setTimeout(keepFocus, wait + 50)
  }
  const next = successor(disabled ? 0 : performance.now() - lostAt)
  next?.focus({ preventScroll: true })
}

function followKeyboard() {
  document.addEventListener("focusin", event => {
    held = { element: event.target, around: keysAround(event.target) }
    lostAt = undefined
  })
  const pointed = () => {
    keyboard = false
    held = undefined
  }
  const pressed = event => {
    keyboard = true
    if (event.key === "Enter" || event.key === " ") down.add(event.key)
    if (event.key === "Tab" && document.activeElement === document.body) held = undefined
  }
  const released = event => {
    down.delete(event.key)
    keepFocus()
  }
  document.addEventListener("pointerdown", pointed, true)
  document.addEventListener("keydown", pressed, true)
  document.addEventListener("keyup", released, true)
  window.addEventListener("blur", () => down.clear())
}

// -- draft -----------------------------------------------------------------------------------------------------------

let field
let draft = ""

function storedDraft() {
  try {
    const kept = sessionStorage.getItem(DRAFT) ?? ""
    sessionStorage.removeItem(DRAFT)
    return kept
  } catch {
    return "" // a browser that stores nothing
  }
}

function storeDraft() {
  const text = field ? field.value : draft
  try {
    if (text) sessionStorage.setItem(DRAFT, text)
  } catch {
    // a browser that stores nothing
  }
}

function type(element, text) {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(element, text)
  element.dispatchEvent(new Event("input", { bubbles: true }))
}

function keepDraft() {
  if (field && !field.isConnected) {
    draft = field.value // empty when it was sent
    field = undefined
  }
  const now = document.querySelector(FIELD)
  if (!now || now === field) return
  field = now
  if (draft && !now.value) type(now, draft)
  draft = ""
}

// -- names -----------------------------------------------------------------------------------------------------------

let names = { controls: {}, repeated: {} }
let looking = false

function about(element) {
  let card
  for (let at = element; at; at = at.parentElement) {
    if (/\bst-key-(card|run)-/.test(at.className)) card = at
  }
  const label = element.closest(".stElementContainer")?.querySelector("label p")
  const run = card?.querySelector(":is(.stButton, .stDownloadButton) em")
  return [label?.textContent, run?.textContent].filter(Boolean)
}

function name(element) {
  const shown = element.getAttribute("aria-label")
  const own = shown === element.dataset.named ? element.dataset.own : shown.startsWith("Help for ") ? "Help" : shown
  const drawn = element.closest(".modebar") && own // Plotly's own, which speaks the language of the page
  const many = drawn || names.repeated[own]
  if (own === "Open" && element.getAttribute("aria-haspopup") !== "listbox") return
  const marked = /^\*(.+)\*$/.exec(own) // the list of a menu is called by the label as it was written
  const words = many ? [many, ...about(element)].join(" · ") : (marked?.[1] ?? names.controls[own])
  if (!words || words === shown) return
  element.dataset.own = own
  element.dataset.named = words
  element.setAttribute("aria-label", words)
}

function nameAll() {
  looking = false
  document.querySelectorAll("[aria-label]").forEach(name)
}

function nameSoon() {
  if (!looking) setTimeout(nameAll, NAME_MS)
  looking = true
}

// --------------------------------------------------------------------------------------------------------------------

let watching = false

function watch() {
  watching = true
  draft = storedDraft()
  followKeyboard()
  window.addEventListener("pagehide", storeDraft)
  const changed = () => {
    keepFocus()
    keepDraft()
    nameSoon()
  }
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] }
  new MutationObserver(changed).observe(document.body, changes)
}

export default function ({ data }) {
  if (!watching) watch()
  remember(data.cookie)
  names = { controls: data.controls, repeated: data.repeated }
  keepDraft()
  nameAll()
}
