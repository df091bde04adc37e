/* A recurrence over all time steps. Threads share the batch: each takes its rows through all steps, and none waits.

   T is the number type. The functions of a row (step_row, operand_row, back_row, operand_back_row) are generated from
   the cell and stand where ROWS is, products.c where PRODUCTS is. Rows lie where a Place says. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if DOUBLE
typedef double T;
typedef int64_t Bits;
enum { MANTISSA = 52, BIAS = 1023, EXP_TERMS = 13, LOG_TERMS = 23 };
#define ROUNDER 6755399441055744.0 /* 1.5 * 2^52: adding it rounds to an integer in the low bits */
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define EXP_LOW -708.0
#define EXP_HIGH 709.0
#define root sqrt
#else
typedef float T;
typedef int32_t Bits;
enum { MANTISSA = 23, BIAS = 127, EXP_TERMS = 7, LOG_TERMS = 11 };
#define ROUNDER 12582912.0f /* 1.5 * 2^23 */
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define EXP_LOW -87.0f
#define EXP_HIGH 88.0f
#define root sqrtf
#endif

typedef union {
  T number;
  Bits bits;
} Word;

/* 2^n e^r by Taylor's series, |r| <= ln 2 / 2; the ends of the range stand for what is beyond; NaN stays NaN. */
static inline T exponential(T x) {
  const T bounded = x < (T)EXP_LOW ? (T)EXP_LOW : x > (T)EXP_HIGH ? (T)EXP_HIGH : x;
  Word whole = {.number = bounded * (T)1.4426950408889634 + (T)ROUNDER};
  const T n = whole.number - (T)ROUNDER;
  const T r = (bounded - n * (T)LN2_HIGH) - n * (T)LN2_LOW;
  T sum = 1;
#pragma GCC unroll 16
  for (int k = EXP_TERMS; k >= 1; k--) sum = 1 + sum * r * ((T)1 / k);
  Word power = {.number = sum};
  power.bits += (Bits)((uint64_t)whole.bits << MANTISSA);
  return x != x ? x : power.number;
}

static inline T sigmoid(T x) { return 1 / (1 + exponential(-x)); }

static inline T hyperbolic(T x) { return 1 - 2 / (1 + exponential(2 * x)); }

/* e ln 2 + ln m, m within [sqrt(1/2), sqrt(2)), by the series of artanh. */
static inline T logarithm(T x) {
  Word word = {.number = x};
  Bits e = ((word.bits >> MANTISSA) & (2 * BIAS + 1)) - BIAS;
  word.bits = (word.bits & (((Bits)1 << MANTISSA) - 1)) | ((Bits)BIAS << MANTISSA);
  const int large = word.number > (T)1.4142135623730951;
  const T m = large ? word.number * (T)0.5 : word.number;
  const T n = (T)(e + large);
  const T s = (m - 1) / (m + 1), square = s * s;
  T sum = 0;
#pragma GCC unroll 16
  for (int k = LOG_TERMS; k >= 1; k -= 2) sum = sum * square + (T)1 / k;
  const T value = n * (T)LN2_HIGH + (2 * s * sum + n * (T)LN2_LOW);
  return x > 0 ? (x > (T)(DOUBLE ? 1.7e308 : 3.4e38) ? x : value) : x == 0 ? -(T)INFINITY : (T)NAN;
}

static inline T logarithm1(T x) {
  const T u = 1 + x;
  return logarithm(u) + (x - (u - 1)) / u;
}

PRODUCTS

ROWS

/* The row of sample b at step t; `first`, when it is there, holds the rows of step 0. */
typedef struct {
  T *base, *first;
  int64_t batch, time, chunk, first_batch;
} Place;

/* A part of the recurrent matrix: `weight` (writes, reads) takes numbers from `operand` on to numbers from
   `recurrent` on. */
typedef struct {
  T *weight;
  int64_t operand, recurrent, reads, writes, adds; /* adds: going back, to what an earlier block gave */
} Block;

typedef struct {
  int64_t batch, time, rows, blocks, scratch;
  const Place *step, *operand; /* pointers of the functions of a row */
  Place read, written;         /* what the recurrent matrix multiplies, and the products */
  const Block *block;
} Job;

static inline T *at(const Place *place, int64_t b, int64_t t, int64_t chunk) {
  return t == 0 && place->first ? place->first + b * place->first_batch
                                : place->base + b * place->batch + t * place->time + chunk * place->chunk;
}

static inline void point(T **row, const Place *places, int count, int64_t b, int64_t t, int64_t chunk) {
  for (int k = 0; k < count; k++) row[k] = at(places + k, b, t, chunk);
}

/* The panels of all blocks, one after the other, each block for products forward or back. */
static T *packed_blocks(const Job *job, int back) {
  int64_t size = 0, done = 0;
  for (int64_t k = 0; k < job->blocks; k++) {
    const Block *block = job->block + k;
    size += back ? up(block->reads, COLUMNS) * block->writes : up(block->writes, COLUMNS) * block->reads;
  }
  T *packed = numbers(size);
  for (int64_t k = 0; k < job->blocks; k++) {
    const Block *block = job->block + k;
    const int64_t columns = back ? block->reads : block->writes, depth = back ? block->writes : block->reads;
    const int64_t deep = back ? block->reads : 1, column = back ? 1 : block->reads;
#pragma omp parallel for num_threads((job->batch + job->rows - 1) / job->rows) schedule(static)
    for (int64_t first = 0; first < columns; first += COLUMNS)
      pack_right(packed + done + first * depth, block->weight + first * column, depth, least(COLUMNS, columns - first),
                 deep, column);
    done += up(columns, COLUMNS) * depth;
  }
  return packed;
}

/* Numbers that the rows of one thread take when they are packed. */
static int64_t left_size(const Job *job) {
  int64_t depth = 0;
  for (int64_t k = 0; k < job->blocks; k++) {
    if (job->block[k].reads > depth) depth = job->block[k].reads;
    if (job->block[k].writes > depth) depth = job->block[k].writes;
  }
  return up(job->rows, TILE_ROWS) * depth;
}

/* Products of rows first .. first + rows of step t with the recurrent matrix, or back through it. */
static void products(const Job *job, const T *packed, T *left, int64_t first, int64_t rows, int64_t t, int back) {
  const int64_t step = t == 0 && job->read.first ? job->read.first_batch : job->read.batch;
  T *operand = at(&job->read, first, t, 0), *product = at(&job->written, first, t, 0);
  for (int64_t k = 0; k < job->blocks; k++) {
    const Block *block = job->block + k;
    const int64_t columns = back ? block->reads : block->writes, depth = back ? block->writes : block->reads;
    T *a = operand + block->operand, *c = product + block->recurrent;
    pack_left(left, back ? c : a, rows, depth, back ? job->written.batch : step, 1);
    for (int64_t column = 0; column < columns; column += COLUMNS, packed += COLUMNS * depth)
      for (int64_t row = 0; row < rows; row += TILE_ROWS) {
        T *to = back ? a + row * step : c + row * job->written.batch;
        tile(depth, left + row * depth, packed, to + column, back ? step : job->written.batch,
             least(TILE_ROWS, rows - row), least(COLUMNS, columns - column), 0, back && block->adds);
      }
  }
}

void forward(const Job *job) {
  const int64_t chunks = (job->batch + job->rows - 1) / job->rows;
  T *packed = packed_blocks(job, 0);
#pragma omp parallel for num_threads(chunks) schedule(static)
  for (int64_t chunk = 0; chunk < chunks; chunk++) {
    T *row[STEP_POINTERS + OPERAND_POINTERS + 1], *scratch = numbers(job->scratch), *left = numbers(left_size(job));
    const int64_t first = chunk * job->rows;
    const int64_t end = first + job->rows < job->batch ? first + job->rows : job->batch;
    for (int64_t t = 0; t < job->time; t++) {
#if OPERAND_POINTERS
      for (int64_t b = first; b < end; b++) {
        point(row, job->operand, OPERAND_POINTERS, b, t, chunk);
        operand_row(row, scratch);
      }
#endif
      products(job, packed, left, first, end - first, t, 0);
      for (int64_t b = first; b < end; b++) {
        point(row, job->step, STEP_POINTERS, b, t, chunk);
        step_row(row, scratch);
      }
    }
    free(left);
    free(scratch);
  }
  free(packed);
}

void backward(const Job *job) {
  const int64_t chunks = (job->batch + job->rows - 1) / job->rows;
  T *packed = packed_blocks(job, 1);
#pragma omp parallel for num_threads(chunks) schedule(static)
  for (int64_t chunk = 0; chunk < chunks; chunk++) {
    T *row[BACK_POINTERS + OPERAND_BACK_POINTERS + 1], *scratch = numbers(job->scratch), *left = numbers(left_size(job));
    const int64_t first = chunk * job->rows;
    const int64_t end = first + job->rows < job->batch ? first + job->rows : job->batch;
    for (int64_t t = job->time - 1; t >= 0; t--) {
      for (int64_t b = first; b < end; b++) {
        point(row, job->step, BACK_POINTERS, b, t, chunk);
        back_row(row, scratch);
      }
      products(job, packed, left, first, end - first, t, 1);
#if OPERAND_BACK_POINTERS
      for (int64_t b = first; b < end; b++) {
        point(row, job->operand, OPERAND_BACK_POINTERS, b, t, chunk);
        operand_back_row(row, scratch);
      }
#endif
    }
    free(left);
    free(scratch);
  }
  free(packed);
}
