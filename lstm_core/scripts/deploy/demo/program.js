// Runs a network that was written as a program: nodes in order, one sample at a time, numbers in float64.
// A value with an axis of time is a list of vectors (Float64Array), any other is a vector.
"use strict";

const UNARY = {
  absolute: Math.abs,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  log_sigmoid: (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
  negate: (x) => -x,
  reciprocal: (x) => 1 / x,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 0.5 * (Math.tanh(0.5 * x) + 1),
  sqrt: Math.sqrt,
  tanh: Math.tanh,
};
const BINARY = {
  add: (a, b) => a + b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  multiply: (a, b) => a * b,
  subtract: (a, b) => a - b,
  greater: (a, b) => Number(a > b),
  greater_equal: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  less_equal: (a, b) => Number(a <= b),
};

function erf(x) {
  // series near zero, continued fraction of erfc further out: 1e-15 everywhere
  const far = Math.abs(x);
  if (far < 2.5) {
    let term = far, sum = far;
    for (let n = 1; n < 80 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-far * far) / n;
      sum += term / (2 * n + 1);
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (far + fraction);
  return Math.sign(x) * (1 - Math.exp(-far * far) / Math.sqrt(Math.PI) / (far + fraction));
}

class Program {
  constructor(told) {
    this.told = told;
    this.weights = {};
    for (const [name, weight] of Object.entries(told.weights)) {
      const bytes = Uint8Array.from(atob(weight.data), (letter) => letter.charCodeAt(0));
      this.weights[name] = { shape: weight.shape, data: Float64Array.from(new Float32Array(bytes.buffer)) };
    }
  }

  affine({ weight, bias }, x) {
    return this.product(weight, x, bias === null ? null : this.weights[bias].data);
  }

  product(name, x, bias = null, heads = 1) {
    const { shape: [writes, reads], data } = this.weights[name];
    const y = new Float64Array(writes);
    for (let o = 0; o < writes; o++) {
      const from = heads === 1 ? 0 : (Math.floor(o / reads) % heads) * reads;
      let sum = bias === null ? 0 : bias[o];
      for (let i = 0, at = o * reads; i < reads; i++, at++) sum += data[at] * x[from + i];
      y[o] = sum;
    }
    return y;
  }

  norm(x, gain, bias, epsilon) {
    const mean = x.reduce((sum, each) => sum + each, 0) / x.length;
    const variance = x.reduce((sum, each) => sum + (each - mean) ** 2, 0) / x.length;
    const scale = 1 / Math.sqrt(variance + epsilon);
    const at = (given, i) => (typeof given === "number" ? given : given[i]);
    return x.map((each, i) => (each - mean) * scale * at(gain, i) + at(bias, i));
  }

  rows(program, inputs) {
    const values = Object.fromEntries(program.inputs.map((name, place) => [name, inputs[place]]));
    const of = (operand) =>
      typeof operand === "string" ? values[operand] : typeof operand === "number" ? operand : this.weights[operand.weight].data;
    for (const step of program.operations) {
      const given = step.operands.map(of);
      const at = (operand, i) => (typeof operand === "number" ? operand : operand.length === 1 ? operand[0] : operand[i]);
      let found = new Float64Array(step.size);
      if (step.name in UNARY) found = found.map((_, i) => UNARY[step.name](at(given[0], i)));
      else if (step.name in BINARY) found = found.map((_, i) => BINARY[step.name](at(given[0], i), at(given[1], i)));
      else if (step.name === "where") found = found.map((_, i) => (at(given[0], i) !== 0 ? at(given[1], i) : at(given[2], i)));
      else if (step.name === "slice") found = given[0].slice(step.start, step.start + step.size);
      else if (step.name === "concatenate") found = Float64Array.from(given.flatMap((each) => [...each]));
      else if (step.name === "linear") found = this.product(step.operands[1].weight, given[0], given[2] ?? null);
      else if (step.name === "layer_norm") found = this.norm(given[0], given[1], given[2], step.epsilon);
      else if (step.name === "sum") found[0] = given[0].reduce((sum, each) => sum + each, 0);
      else throw new Error(step.name);
      values[step.result] = found;
    }
    return program.outputs.map((name) => values[name]);
  }

  initial(part) {
    return typeof part.initial === "string"
      ? Float64Array.from(this.weights[part.initial].data)
      : new Float64Array(part.size).fill(part.initial);
  }

  recurrence(node, inputs, before, after) {
    let states = node.states.map((part) => (part.carried && before[part.carried]) || this.initial(part));
    const found = inputs.map((x) => {
      const [projected] = this.rows(node.project, [x]);
      let [recurrent] = this.rows(node.operand, [projected, ...states]);
      for (const { weight, heads } of node.products) recurrent = this.product(weight, recurrent, null, heads);
      states = this.rows(node.step, [projected, recurrent, ...states]);
      return states[0];
    });
    node.states.forEach((part, place) => {
      if (part.carried) after[part.carried] = states[place];
    });
    return found;
  }

  attention(node, inputs, before, after) {
    const hidden = inputs[0].length, size = hidden / node.heads, earlier = (node.carried && before[node.carried]) || [];
    const weight = (norm) => [this.weights[norm.gain].data, this.weights[norm.bias].data, norm.epsilon];
    const qkv = inputs.map((x) => this.affine(node.qkv, this.norm(x, ...weight(node.norm_1))));
    const kv = [...earlier, ...qkv.map((each) => each.slice(hidden))];
    if (node.carried) after[node.carried] = kv.slice(Math.max(0, kv.length - node.context + 1));
    const turned = kv.map((each, place) => this.turn(each.slice(0, hidden), node, place));
    return inputs.map((x, t) => {
      const place = earlier.length + t;
      const q = this.turn(qkv[t].slice(0, hidden), node, place);
      const first = node.context === null ? 0 : Math.max(0, place - node.context + 1);
      const end = node.ahead && node.context === null ? kv.length : place + 1;
      const found = new Float64Array(hidden);
      for (let head = 0; head < node.heads; head++) {
        const scores = [];
        for (let key = first; key < end; key++) {
          let sum = 0;
          for (let i = head * size; i < (head + 1) * size; i++) sum += q[i] * turned[key][i];
          scores.push(sum / Math.sqrt(size));
        }
        const most = Math.max(...scores), shares = scores.map((each) => Math.exp(each - most));
        const whole = shares.reduce((sum, each) => sum + each, 0);
        shares.forEach((share, k) => {
          for (let i = head * size; i < (head + 1) * size; i++) found[i] += (share / whole) * kv[first + k][hidden + i];
        });
      }
      const out = this.affine(node.out, found), seen = x.map((each, i) => each + out[i]);
      const wide = this.affine(node.wide, this.norm(seen, ...weight(node.norm_2)));
      const narrow = this.affine(node.narrow, wide.map((each) => (each * (1 + erf(each / Math.SQRT2))) / 2));
      return seen.map((each, i) => each + narrow[i]);
    });
  }

  turn(row, node, place) {
    const size = row.length / node.heads, pairs = Math.floor(size / 2), found = Float64Array.from(row);
    for (let head = 0; head < node.heads; head++)
      for (let j = 0; j < pairs; j++) {
        const angle = place * node.rotation_base ** (-j / Math.max(1, pairs)), at = head * size + j;
        const c = Math.cos(angle), s = Math.sin(angle);
        found[at] = row[at] * c - row[at + pairs] * s;
        found[at + pairs] = row[at] * s + row[at + pairs] * c;
      }
    return found;
  }

  run(inputs, before = {}) {
    const values = { ...inputs }, after = {};
    const each = (x, change) => (Array.isArray(x) ? x.map(change) : change(x));
    for (const node of this.told.nodes) {
      const x = Array.isArray(node.reads) ? node.reads.map((name) => values[name]) : values[node.reads];
      switch (node.type) {
        case "Recurrence": values[node.gives] = this.recurrence(node, x, before, after); break;
        case "Attention": values[node.gives] = this.attention(node, x, before, after); break;
        case "Embedding": {
          const { shape: [, size], data } = this.weights[node.weight];
          values[node.gives] = x.map((symbol) => data.slice(symbol * size, (symbol + 1) * size));
          break;
        }
        case "Linear": values[node.gives] = each(x, (row) => this.affine(node.affine, row)); break;
        case "LayerNorm": {
          const { gain, bias, epsilon } = node.norm;
          values[node.gives] = each(x, (row) => this.norm(row, this.weights[gain].data, this.weights[bias].data, epsilon));
          break;
        }
        case "Add":
          values[node.gives] = Array.isArray(x[0])
            ? x[0].map((row, t) => row.map((number, i) => number + x[1][t][i]))
            : x[0].map((number, i) => number + x[1][i]);
          break;
        case "Concatenate": {
          const joined = (rows) => Float64Array.from(rows.flatMap((row) => [...row]));
          values[node.gives] = Array.isArray(x[0]) ? x[0].map((_, t) => joined(x.map((rows) => rows[t]))) : joined(x);
          break;
        }
        case "Reverse": values[node.gives] = [...x].reverse(); break;
        case "LastStep": values[node.gives] = x[x.length - 1]; break;
        default: throw new Error(node.type);
      }
    }
    return { output: values[this.told.output], states: after };
  }
}

// A window `past` (W rows) and `known` (R rows ahead) -> forecasts [r][c][q], all in scaled units.
function reach(program, past, known) {
  const w = program.told.windows, shared = w.shared, targets = w.targets, fold = w.fold;
  const base = [], spread = [];
  for (let c = 0; c < targets; c++) {
    const marks = past.map((row) => (w.masked ? row[targets + c] : 1));
    base[c] = 0;
    spread[c] = 1;
    if (w.scaling === "last") {
      const newest = w.masked ? Math.max(0, marks.lastIndexOf(1)) : past.length - 1;
      base[c] = past[newest][c];
    } else if (w.scaling !== "none") {
      const count = Math.max(1, marks.reduce((sum, each) => sum + each, 0));
      base[c] = past.reduce((sum, row, i) => sum + marks[i] * row[c], 0) / count;
      const squares = past.reduce((sum, row, i) => sum + marks[i] * (row[c] - base[c]) ** 2, 0);
      spread[c] = Math.sqrt(squares / count + w.epsilon);
    }
  }
  const gain = w.gain && program.weights[w.gain].data, bias = w.bias && program.weights[w.bias].data;
  const normal = (row, c) => {
    const plain = (row[c] - base[c]) / spread[c];
    return (gain ? plain * gain[c] + bias[c] : plain) * (w.masked ? row[targets + c] : 1);
  };
  const found = known.map(() => Array.from({ length: targets }, () => []));
  for (let sample = 0; sample < (shared ? targets : 1); sample++) {
    const own = shared ? [sample] : Array.from({ length: targets }, (_, c) => c), last = [];
    const steps = past.map((row) => {
      const values = own.map((c) => normal(row, c));
      const kinds = [1, 2].slice(0, fold - 1).map((kind) => own.map((c) => row[kind * targets + c]));
      const rest = [...row.slice(fold * targets)];
      if (!w.decaying) return [[...values, ...kinds.flat(), ...rest]];
      const groups = [0, 1, 2].map((kind) => rest.slice(kind * w.past, (kind + 1) * w.past)), ahead = rest.slice(3 * w.past);
      const all = [...values, ...groups[0], ...ahead], marks = [...kinds[0], ...groups[1], ...ahead.map(() => 1)];
      const gaps = [...kinds[1], ...groups[2], ...ahead.map(() => 0)];
      all.forEach((value, i) => (last[i] = marks[i] ? value * marks[i] : last[i] ?? 0));
      return [all, marks, gaps, [...last]];
    });
    const window = [];
    for (let at = 0; at < steps.length; at += w.patch) {
      const patch = steps.slice(at, at + w.patch);
      window.push(Float64Array.from(patch[0].flatMap((_, kind) => patch.flatMap((step) => step[kind]))));
    }
    const { output } = program.run({ window, context: Float64Array.from(known.flatMap((row) => [...row])) });
    known.forEach((_, r) =>
      own.forEach((c, column) => {
        for (let q = 0; q < w.quantiles; q++) {
          const change = output[(r * own.length + column) * w.quantiles + q];
          found[r][c][q] = (gain ? (change - bias[c]) / gain[c] : change) * spread[c] + base[c];
        }
      }),
    );
  }
  return found;
}

// The whole horizon; where one pass reaches less far the network reads its own forecasts.
function rollout(program, past, known) {
  const w = program.told.windows, found = [];
  const same = past[0].slice(w.width - w.known - w.static, w.width - w.known);
  let window = past;
  for (let step = 0; step < w.horizon; step += w.reach) {
    const ahead = Array.from({ length: w.reach }, (_, r) => known[step + r] ?? new Array(w.known).fill(0));
    const pass = reach(program, window, ahead);
    found.push(...pass);
    const rows = pass.map((each, r) => [
      ...each.map((quantiles) => quantiles[0]),
      ...(w.masked ? [...each.map(() => 1), ...each.map(() => 1 / past.length)] : []),
      ...same,
      ...ahead[r],
    ]);
    window = [...window.slice(w.reach), ...rows];
  }
  return found.slice(0, w.horizon);
}
