/* Matrix products for matrices that are used many times: the right one is packed once, in panels of COLUMNS.

   A tile of the result, ROWS by COLUMNS, stays in registers while the depth is run through. Every number of a result is
   summed in the same order whatever the threads. */

#if defined(__AVX512F__)
enum { BYTES = 64, TILE_ROWS = 8 };
#elif defined(__AVX__)
enum { BYTES = 32, TILE_ROWS = 4 };
#else
enum { BYTES = 16, TILE_ROWS = 4 };
#endif
enum { LANES = BYTES / sizeof(T), VECTORS = 2, COLUMNS = LANES * VECTORS, DEPTH = 256, PART = 64 };
typedef T Vector __attribute__((vector_size(BYTES), aligned(sizeof(T))));

static inline int64_t up(int64_t size, int64_t unit) { return (size + unit - 1) / unit * unit; }

static T *numbers(int64_t count) { return aligned_alloc(64, up(count * sizeof(T), 64)); }

/* c (rows, columns) = a (depth, TILE_ROWS) b (depth, COLUMNS), on top of `begin` (COLUMNS), or of c itself. */
static inline void tile(int64_t depth, const T *restrict a, const T *restrict b, T *restrict c, int64_t ldc,
                        int64_t rows, int64_t columns, const T *begin, int adds) {
  Vector sum[TILE_ROWS][VECTORS];
#pragma GCC unroll 16
  for (int m = 0; m < TILE_ROWS; m++)
#pragma GCC unroll 4
    for (int v = 0; v < VECTORS; v++) sum[m][v] = begin ? *(const Vector *)(begin + v * LANES) : (Vector){0};
  for (int64_t k = 0; k < depth; k++, a += TILE_ROWS, b += COLUMNS) {
    Vector right[VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < VECTORS; v++) right[v] = *(const Vector *)(b + v * LANES);
#pragma GCC unroll 16
    for (int m = 0; m < TILE_ROWS; m++)
#pragma GCC unroll 4
      for (int v = 0; v < VECTORS; v++) sum[m][v] += a[m] * right[v];
  }
  if (rows == TILE_ROWS && columns == COLUMNS) {
#pragma GCC unroll 16
    for (int m = 0; m < TILE_ROWS; m++)
#pragma GCC unroll 4
      for (int v = 0; v < VECTORS; v++) {
        Vector *at = (Vector *)(c + m * ldc + v * LANES);
        *at = adds ? *at + sum[m][v] : sum[m][v];
      }
    return;
  }
  const T *whole = (const T *)sum;
  for (int64_t m = 0; m < rows; m++)
    for (int64_t n = 0; n < columns; n++)
      c[m * ldc + n] = whole[m * COLUMNS + n] + (adds ? c[m * ldc + n] : 0);
}

/* Tiles of a (rows, depth), whose strides are `row` and `deep`, with zeros below the last row. */
static void pack_left(T *to, const T *a, int64_t rows, int64_t depth, int64_t row, int64_t deep) {
  for (int64_t first = 0; first < rows; first += TILE_ROWS, to += TILE_ROWS * depth) {
    const T *from = a + first * row;
    const int64_t count = rows - first < TILE_ROWS ? rows - first : TILE_ROWS;
    if (count < TILE_ROWS) memset(to, 0, TILE_ROWS * depth * sizeof(T));
    if (count == TILE_ROWS && row == 1) {
      for (int64_t k = 0; k < depth; k++) memcpy(to + k * TILE_ROWS, from + k * deep, TILE_ROWS * sizeof(T));
    } else {
      for (int64_t m = 0; m < count; m++)
        for (int64_t k = 0; k < depth; k++) to[k * TILE_ROWS + m] = from[m * row + k * deep];
    }
  }
}

/* One panel of b (depth, columns), whose strides are `deep` and `column`, with zeros behind the last column. */
static void pack_right(T *to, const T *b, int64_t depth, int64_t columns, int64_t deep, int64_t column) {
  if (columns < COLUMNS) memset(to, 0, COLUMNS * depth * sizeof(T));
  for (int64_t j = 0; j < (column == 1 ? 0 : columns); j++)
    for (int64_t k = 0; k < depth; k++) to[k * COLUMNS + j] = b[k * deep + j * column];
  if (column == 1)
    for (int64_t k = 0; k < depth; k++) memcpy(to + k * COLUMNS, b + k * deep, columns * sizeof(T));
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* c (rows, columns) = a (rows, depth) b (depth, columns) + begin (columns), by `threads`. */
typedef struct {
  const T *a, *b, *begin;
  T *c;
  int64_t rows, columns, depth, a_row, a_deep, b_deep, b_column, ldc, threads;
} Product;

void product(const Product *p) {
  const int64_t panels = (p->columns + COLUMNS - 1) / COLUMNS, parts = (p->rows + PART - 1) / PART;
  T *packed = numbers(panels * COLUMNS * DEPTH), *begin = numbers(panels * COLUMNS);
  memset(begin, 0, panels * COLUMNS * sizeof(T));
  if (p->begin) memcpy(begin, p->begin, p->columns * sizeof(T));
#pragma omp parallel num_threads(p->threads)
  {
    T *left = numbers(PART * DEPTH);
    for (int64_t deep = 0; deep < p->depth; deep += DEPTH) {
      const int64_t depth = least(DEPTH, p->depth - deep);
#pragma omp for schedule(static)
      for (int64_t panel = 0; panel < panels; panel++)
        pack_right(packed + panel * COLUMNS * depth, p->b + deep * p->b_deep + panel * COLUMNS * p->b_column, depth,
                   least(COLUMNS, p->columns - panel * COLUMNS), p->b_deep, p->b_column);
#pragma omp for schedule(static)
      for (int64_t part = 0; part < parts; part++) {
        const int64_t first = part * PART, rows = least(PART, p->rows - first);
        pack_left(left, p->a + first * p->a_row + deep * p->a_deep, rows, depth, p->a_row, p->a_deep);
        for (int64_t panel = 0; panel < panels; panel++)
          for (int64_t row = 0; row < rows; row += TILE_ROWS)
            tile(depth, left + row * depth, packed + panel * COLUMNS * depth,
                 p->c + (first + row) * p->ldc + panel * COLUMNS, p->ldc, least(TILE_ROWS, rows - row),
                 least(COLUMNS, p->columns - panel * COLUMNS), deep ? 0 : begin + panel * COLUMNS, deep > 0);
      }
    }
    free(left);
  }
  free(begin);
  free(packed);
}
