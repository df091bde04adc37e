// A button that copies `data.text`. navigator.clipboard exists on https and 127.0.0.1 only, so that a page which is
// served over plain http in a local network takes the older way, a selected field.

const SHOWN_MS = 2500

async function copied(text) {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // not allowed here, for example in a frame: the older way may still work
    }
  }
  const field = document.createElement("textarea")
  field.value = text
  field.setAttribute("aria-hidden", "true")
  field.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;opacity:0"
  document.body.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  return done
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const word = parentElement.querySelector(".word")
  const told = parentElement.querySelector("[role=status]")
  let later
  const say = (text, status) => {
    word.textContent = text
    told.textContent = status
  }
  button.setAttribute("aria-label", data.name)
  say(data.copy, "")
  button.onclick = async () => {
    const done = await copied(data.text)
    button.focus({ preventScroll: true })
    const answer = done ? data.copied : data.refused
    say(answer, answer)
    clearTimeout(later)
    later = setTimeout(() => say(data.copy, ""), SHOWN_MS)
  }
  return () => clearTimeout(later)
}
