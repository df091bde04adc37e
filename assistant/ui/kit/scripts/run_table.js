// The table of runs: a real table, so that it can be read, searched and walked through. The server says which rows
// stand in it and in which order; here rows are replaced one by one, so that focus and place survive an update, and the
// choice of rows is kept, which no answer that is on its way may take back.

const tables = new WeakMap();

function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.filter((part) => part !== null && part !== undefined));
  return element;
}

class RunTable {
  rows = new Map(); // id -> { element, told }
  chosen = new Set();
  order = [];

  constructor(parent) {
    this.parent = parent;
    this.caption = make("caption");
    this.head = make("thead", { role: "rowgroup" });
    this.body = make("tbody", { role: "rowgroup" });
    this.table = make("table", { role: "table" }, this.caption, this.head, this.body);
    this.sorting = make("div", { class: "sorting" });
    this.scroll = make("div", { class: "scroll", role: "region", tabindex: 0 }, this.table);
    this.frame = make("div", { class: "frame" }, this.sorting, this.scroll);
    parent.append(this.frame);
  }

  take(component) {
    const { data } = component;
    this.fixed = Boolean(data.fixed); // runs beside each other: nothing is chosen or sorted
    this.frame.classList.toggle("fixed", this.fixed);
    this.send = (name, value) => component.setTriggerValue(name, value);
    this.keep = (value) => component.setStateValue("chosen", value);
    if (data.token !== this.token) this.chosen = new Set(data.chosen);
    this.token = data.token;
    this.words = data.words;
    this.caption.textContent = data.words.table;
    this.scroll.setAttribute("aria-label", data.words.table);
    this.order = data.rows.map((row) => row.id);
    this.drawHead(data.columns);
    this.drawRows(data.rows, data.columns);
    this.showChosen();
  }

  drawHead(columns) {
    const told = JSON.stringify([columns, this.words]);
    if (told === this.headTold) return;
    this.headTold = told;
    const focused = this.focused(this.head);
    this.all = make("input", { type: "checkbox", "aria-label": this.words.chooseAll, "data-focus": "all" });
    this.all.addEventListener("change", () => this.choose(this.order, this.all.checked));
    const first = this.fixed ? null : make("th", { class: "choose", role: "columnheader", scope: "col" }, this.all);
    const cells = columns.map((column) => {
      const arrow = { ascending: "▲", descending: "▼" }[column.sorted] ?? "";
      const button = make("button", { type: "button", title: column.hint || null, "data-focus": column.key },
        column.label, make("span", { class: "arrow", "aria-hidden": "true" }, arrow));
      button.addEventListener("click", () => this.send("sort", column.key));
      const kind = column.key === "name" ? "name" : column.number ? "number" : "";
      const told = this.fixed ? column.label : button;
      return make("th", { class: kind, role: "columnheader", scope: "col", "aria-sort": column.sorted || null }, told);
    });
    this.head.replaceChildren(make("tr", { role: "row" }, first, ...cells));
    if (!this.fixed) this.drawSorting(columns);
    if (focused) this.head.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // Where rows are cards there is no head to press on.
  drawSorting(columns) {
    const select = make("select", { "aria-label": this.words.sort });
    for (const column of columns) select.append(make("option", { value: column.key }, column.label));
    const sorted = columns.find((column) => column.sorted);
    select.value = sorted?.key ?? columns[0].key;
    select.addEventListener("change", () => this.send("sort", select.value));
    const turn = make("button", { type: "button", "aria-label": this.words.turn },
      sorted?.sorted === "descending" ? "▼" : "▲");
    turn.addEventListener("click", () => this.send("sort", select.value));
    this.sorting.replaceChildren(make("span", { "aria-hidden": "true" }, this.words.sort), select, turn);
  }

  drawRows(rows, columns) {
    const labels = columns.map((column) => column.label);
    const gone = new Set(this.rows.keys());
    let place = this.body.firstElementChild;
    for (const row of rows) {
      gone.delete(row.id);
      const told = JSON.stringify([row, labels, this.words]);
      let kept = this.rows.get(row.id);
      if (!kept || kept.told !== told) {
        const focused = kept ? this.focused(kept.element) : null;
        const element = this.row(row, columns);
        if (kept) {
          if (place === kept.element) place = element;
          kept.element.replaceWith(element);
        }
        this.rows.set(row.id, (kept = { element, told }));
        if (kept && focused) element.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      }
      if (place === kept.element) place = place.nextElementSibling;
      else this.body.insertBefore(kept.element, place);
    }
    for (const id of gone) {
      this.rows.get(id).element.remove();
      this.rows.delete(id);
    }
  }

  row(row, columns) {
    const box = make("input", { type: "checkbox", "aria-label": `${this.words.choose} ${row.name}`, "data-focus": "choose" });
    box.addEventListener("click", (event) => this.clicked(row.id, box.checked, event.shiftKey));
    const cells = columns.slice(1).map((column, place) => this.cell(row.cells[place], column));
    return make("tr", { role: "row", class: row.member ? "member" : null },
      this.fixed ? null : make("td", { class: "choose", role: "cell" }, box), this.name(row), ...cells);
  }

  name(row) {
    const link = make("a", { href: row.href, "data-focus": "open" }, row.name);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // another tab
      event.preventDefault();
      this.send("open", row.id);
    });
    const cell = make("th", { class: "name", role: "rowheader", scope: "row" });
    if (row.folded !== null) {
      const fold = make("button", {
        type: "button", class: "fold", "data-focus": "fold", "aria-expanded": String(!row.folded),
        "aria-label": `${this.words.members} ${row.name}`,
      }, row.folded ? "▸" : "▾");
      fold.addEventListener("click", () => this.send("fold", row.id));
      cell.append(fold);
    }
    cell.append(link);
    for (const line of row.below) cell.append(make("span", { class: "below" }, line));
    for (const tag of row.tags) cell.append(make("span", { class: "tag" }, tag));
    return cell;
  }

  cell(told, column) {
    const classes = [column.key === "state" ? "state" : "cell", column.number && "number", told.text ? "full" : "bare"];
    const cell = make("td", { role: "cell", class: classes.filter(Boolean).join(" "), "data-label": column.label });
    if (told.dot) cell.append(make("span", { class: `dot ${told.dot}`, "aria-hidden": "true" }));
    if (told.mark) cell.append(make("span", { class: "mark", title: told.hint }, told.mark));
    cell.append(told.text);
    if (told.below) cell.append(make("span", { class: "below" }, told.below));
    return cell;
  }

  clicked(id, on, range) {
    const [from, to] = [this.order.indexOf(this.last), this.order.indexOf(id)].sort((one, other) => one - other);
    this.choose(range && from >= 0 ? this.order.slice(from, to + 1) : [id], on);
    this.last = id;
  }

  choose(ids, on) {
    for (const id of ids) on ? this.chosen.add(id) : this.chosen.delete(id);
    this.showChosen();
    this.keep([...this.chosen]);
  }

  showChosen() {
    if (this.fixed) return;
    for (const [id, { element }] of this.rows) {
      const on = this.chosen.has(id);
      element.setAttribute("aria-selected", String(on));
      element.querySelector(".choose input").checked = on;
    }
    const count = this.order.filter((id) => this.chosen.has(id)).length;
    this.all.checked = count > 0 && count === this.order.length;
    this.all.indeterminate = count > 0 && count < this.order.length;
  }

  focused(part) {
    const active = this.parent.getRootNode().activeElement;
    return active && part.contains(active) ? active.dataset.focus : null;
  }
}

export default function (component) {
  const { parentElement } = component;
  let table = tables.get(parentElement);
  if (!table) {
    table = new RunTable(parentElement);
    tables.set(parentElement, table);
  }
  table.take(component);
  return () => {
    tables.delete(parentElement);
    table.frame.remove();
  };
}
