/* Arithmetic of the model below: ISO C99 with <math.h>, no allocation, one row at a time. */

typedef union {
  float number;
  int32_t bits;
} model_word;

/* 2^n e^r by Taylor's series, |r| <= ln 2 / 2; the ends of the range stand for what is beyond; NaN stays NaN. */
static inline float model_exp(float x) {
  const float bounded = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  model_word whole = {.number = bounded * 1.44269504f + 12582912.0f}; /* 1.5 * 2^23 rounds to an integer */
  const float n = whole.number - 12582912.0f;
  const float r = (bounded - n * 0.693359375f) + n * 2.12194440e-4f;
  model_word power = {.number = 1 + r * (1 + r * (1.0f / 2) * (1 + r * (1.0f / 3) * (1 + r * (1.0f / 4) *
      (1 + r * (1.0f / 5) * (1 + r * (1.0f / 6) * (1 + r * (1.0f / 7)))))))};
  power.bits += (int32_t)((uint32_t)whole.bits << 23);
  return x != x ? x : power.number;
}

static inline float model_sigmoid(float x) { return 1 / (1 + model_exp(-x)); }

static inline float model_tanh(float x) { return 1 - 2 / (1 + model_exp(2 * x)); }

static inline float model_log_sigmoid(float x) { return (x < 0 ? x : 0) - log1pf(model_exp(x < 0 ? x : -x)); }

static inline float model_relu(float x) { return x > 0 ? x : x != x ? x : 0; }

/* The product of a row (reads,) of a matrix with a vector. */
static inline float model_dot(const float *weight, const float *x, int reads) {
  float part[16] = {0};
  int i = 0;
  for (; i + 16 <= reads; i += 16)
    for (int k = 0; k < 16; k++) part[k] += weight[i + k] * x[i + k];
  float sum = 0;
  for (; i < reads; i++) sum += weight[i] * x[i];
  for (int k = 0; k < 16; k++) sum += part[k];
  return sum;
}

/* y = W x + b of a matrix (writes, reads); a bias may be missing. */
static inline void model_rows(const float *weight, const float *bias, const float *x, float *y, int writes, int reads) {
  for (int o = 0; o < writes; o++) y[o] = model_dot(weight + o * reads, x, reads) + (bias ? bias[o] : 0);
}

/* The same of a matrix that lies column by column, (reads, writes): no sums across a vector register. */
static inline void model_columns(const float *weight, const float *bias, const float *x, float *restrict y, int writes, int reads) {
  const int whole = reads / 4 * 4;
  for (int o = 0; o < writes; o++) y[o] = bias ? bias[o] : 0;
  for (int i = 0; i < whole; i += 4) {
    const float *one = weight + i * writes, *two = one + writes, *three = two + writes, *four = three + writes;
    for (int o = 0; o < writes; o++) y[o] += one[o] * x[i] + two[o] * x[i + 1] + three[o] * x[i + 2] + four[o] * x[i + 3];
  }
  for (int i = whole; i < reads; i++) {
    const float *one = weight + i * writes;
    for (int o = 0; o < writes; o++) y[o] += one[o] * x[i];
  }
}

/* The same of heads: row r reads the numbers of head (r / reads) % heads alone. */
static inline void model_heads(const float *weight, const float *x, float *y, int writes, int reads, int heads) {
  for (int o = 0; o < writes; o++) y[o] = model_dot(weight + o * reads, x + o / reads % heads * reads, reads);
}

/* A vector as 8-bit integers; returns what one of them stands for. */
static inline float model_rounded(const float *x, int8_t *rounded, int size) {
  float most = 0;
  for (int i = 0; i < size; i++) {
    const float far = x[i] < 0 ? -x[i] : x[i];
    most = far > most ? far : most;
  }
  const float scale = most > 0 ? 127 / most : 0;
  for (int i = 0; i < size; i++) {
    const model_word whole = {.number = x[i] * scale + 12582912.0f};
    rounded[i] = (int8_t)(whole.bits - 0x4B400000);
  }
  return most / 127;
}

static inline int32_t model_dot_int8(const int8_t *weight, const int8_t *x, int reads) {
  int32_t sum = 0;
  for (int i = 0; i < reads; i++) sum += (int16_t)weight[i] * (int16_t)x[i];
  return sum;
}

/* y = W x + b with 8-bit weights, each row times its scale; x is rounded to 8 bits on its way. */
static inline void model_product_int8(const int8_t *weight, const float *scale, const float *bias, const float *x, int8_t *rounded,
                                      float *y, int writes, int reads) {
  const float one = model_rounded(x, rounded, reads);
  for (int o = 0; o < writes; o++)
    y[o] = (float)model_dot_int8(weight + o * reads, rounded, reads) * (scale[o] * one) + (bias ? bias[o] : 0);
}

static inline void model_heads_int8(const int8_t *weight, const float *scale, const float *x, int8_t *rounded, float *y, int writes,
                                    int reads, int heads) {
  const float one = model_rounded(x, rounded, reads * heads);
  for (int o = 0; o < writes; o++)
    y[o] = (float)model_dot_int8(weight + o * reads, rounded + o / reads % heads * reads, reads) * (scale[o] * one);
}

/* y = gain (x - mean) / sqrt(variance + epsilon) + bias; gain and bias may be missing. */
static inline void model_norm(const float *x, const float *gain, const float *bias, float *y, int size, float epsilon) {
  float mean = 0, variance = 0;
  for (int i = 0; i < size; i++) mean += x[i];
  mean /= (float)size;
  for (int i = 0; i < size; i++) variance += (x[i] - mean) * (x[i] - mean);
  const float scale = 1 / sqrtf(variance / (float)size + epsilon);
  for (int i = 0; i < size; i++) y[i] = (x[i] - mean) * scale * (gain ? gain[i] : 1) + (bias ? bias[i] : 0);
}

/* Pairs of a head turned by their place; an odd rest stays. */
static inline void model_rotate(float *head, int size, int place, double base) {
  const int pairs = size / 2;
  for (int j = 0; j < pairs; j++) {
    const double angle = place * pow(base, -(double)j / (pairs > 0 ? pairs : 1));
    const float c = (float)cos(angle), s = (float)sin(angle), one = head[j], two = head[pairs + j];
    head[j] = one * c - two * s;
    head[pairs + j] = one * s + two * c;
  }
}

/* What the query q (hidden,) at `place` finds in keys and values kv (count, 2 hidden) of which it sees first..end - 1;
   the keys are turned on their way. `scores` has room for `count` numbers, `turned` for two heads. */
static inline void model_attend(const float *q, const float *kv, float *found, float *scores, float *turned, int hidden, int heads,
                                int place, int first, int end, double base) {
  const int size = hidden / heads;
  for (int head = 0; head < heads; head++) {
    float *query = turned + size, most = -INFINITY, whole = 0;
    memcpy(query, q + head * size, (size_t)size * sizeof *query);
    model_rotate(query, size, place, base);
    for (int t = first; t < end; t++) {
      memcpy(turned, kv + (long)t * 2 * hidden + head * size, (size_t)size * sizeof *turned);
      model_rotate(turned, size, t, base);
      scores[t] = model_dot(query, turned, size) / sqrtf((float)size);
      most = scores[t] > most ? scores[t] : most;
    }
    for (int t = first; t < end; t++) whole += scores[t] = model_exp(scores[t] - most);
    for (int i = 0; i < size; i++) found[head * size + i] = 0;
    for (int t = first; t < end; t++)
      for (int i = 0; i < size; i++)
        found[head * size + i] += scores[t] / whole * kv[(long)t * 2 * hidden + hidden + head * size + i];
  }
}

static inline float model_gelu(float x) { return x * (1 + erff(x * 0.70710678f)) / 2; }
