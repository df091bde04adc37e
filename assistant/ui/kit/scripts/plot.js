// Draws a figure with the Plotly that Streamlit's own page brings. The element stays the same from one state of the
// figure to the next, so there is no moment without a picture, and a zoom or a hover survives an update.

const drawings = new WeakMap();
let loading;

function library(chunk) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  const page = document.querySelector('script[type="module"][src*="static/js/"]');
  const folder = page ? page.src : new URL("static/js/", document.baseURI).href;
  loading ??= import(new URL(chunk, folder).href).then(() => window.Plotly);
  loading.catch(() => { loading = undefined; });
  return loading;
}

// The colours of the theme stand in for #000001, #000002, ...; what a figure leaves open is drawn like the page.
function dressed(text, element) {
  const style = getComputedStyle(element);
  const theme = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const colors = theme("chart-categorical-colors").split(/,(?![^(]*\))/);
  colors.forEach((color, place) => { text = text.replaceAll(`#${String(place + 1).padStart(6, "0")}`, color.trim()); });
  const figure = JSON.parse(text);
  const axis = { tickfont: { size: 12 }, automargin: true };
  figure.layout.template = { layout: {
    xaxis: axis,
    yaxis: axis,
    legend: { font: { size: 12 } },
    hoverlabel: {
      bgcolor: theme("background-color"),
      bordercolor: theme("border-color"),
      font: { color: theme("text-color"), family: theme("font"), size: 12 },
    },
  } };
  return figure;
}

class Drawing {
  constructor(parent) {
    this.frame = document.createElement("div");
    this.frame.className = "stPlotlyChart";
    this.frame.dataset.testid = "stPlotlyChart";
    this.frame.setAttribute("role", "figure");
    Object.assign(this.frame.style, { width: "100%", overflow: "hidden" });
    this.plot = document.createElement("div");
    this.frame.append(this.plot);
    parent.append(this.frame);
    this.drawn = Promise.resolve();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.frame);
  }

  take(data) {
    this.data = data;
    this.frame.setAttribute("aria-label", data.alt);
    this.frame.style.height = `${data.height}px`;
    this.figure = dressed(data.figure, this.frame);
    this.width = undefined;
    this.draw();
  }

  // One drawing at a time: what came while one was made is drawn after it, and only the latest.
  draw() {
    this.wanted = true;
    this.drawn = this.drawn.then(() => this.latest()).catch((error) => console.error("a chart could not be drawn", error));
  }

  async latest() {
    const width = this.frame.clientWidth;
    if (!this.wanted || this.ended || !this.figure || !width || width === this.width) return;
    this.wanted = false;
    const Plotly = await library(this.data.library);
    if (this.ended) return;
    this.width = width;
    const layout = { ...this.figure.layout, width, height: this.data.height, autosize: false };
    await Plotly.react(this.plot, this.figure.data, layout, { ...this.data.config, responsive: false });
  }

  end() {
    this.ended = true;
    this.observer.disconnect();
    window.Plotly?.purge(this.plot);
    this.frame.remove();
  }
}

export default function ({ data, parentElement }) {
  let drawing = drawings.get(parentElement);
  if (!drawing) {
    drawing = new Drawing(parentElement);
    drawings.set(parentElement, drawing);
  }
  drawing.take(data);
  return () => {
    drawings.delete(parentElement);
    drawing.end();
  };
}
