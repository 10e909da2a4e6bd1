#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

// What Swift's SIMD types have no single instruction for. Everything here is inlined into the
// module that uses it and so compiled for that module's vector level.

// Nothing here is called across modules, so it does not matter how a vector would be passed.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpsabi"
#endif

#define DNN_INLINE static inline __attribute__((always_inline))

typedef float dnn_float16 __attribute__((ext_vector_type(16)));
typedef double dnn_double8 __attribute__((ext_vector_type(8)));

DNN_INLINE void dnn_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 0, 3); }
// Into the second-level cache only.
DNN_INLINE void dnn_prefetchFar(const void *_Nonnull address) { __builtin_prefetch(address, 0, 2); }

DNN_INLINE dnn_float16 dnn_squareRootFloat(dnn_float16 x) { return __builtin_elementwise_sqrt(x); }
DNN_INLINE dnn_double8 dnn_squareRootDouble(dnn_double8 x) { return __builtin_elementwise_sqrt(x); }

// a * b + c, rounded once where the level has the instruction: at x86's baseline it would be a
// call of the C library for each lane.
DNN_INLINE dnn_float16 dnn_fmaFloat(dnn_float16 a, dnn_float16 b, dnn_float16 c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  dnn_float16 product = a * b;
  return product + c;
#endif
}
DNN_INLINE dnn_double8 dnn_fmaDouble(dnn_double8 a, dnn_double8 b, dnn_double8 c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  dnn_double8 product = a * b;
  return product + c;
#endif
}

// Whether a <= b fails in some lane.
DNN_INLINE int dnn_anyExceedsFloat(dnn_float16 a, dnn_float16 b) {
  return __builtin_reduce_and(a <= b) == 0;
}
DNN_INLINE int dnn_anyExceedsDouble(dnn_double8 a, dnn_double8 b) {
  return __builtin_reduce_and(a <= b) == 0;
}

// The first `count` lanes from memory, 0 in the others; nothing behind them is read.
//
// With AVX2 a mask only for what does not fill a register.
DNN_INLINE dnn_float16 dnn_loadFloat(const float *_Nonnull p, ptrdiff_t count) {
#if defined(__AVX512F__)
  return (dnn_float16)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
#elif defined(__AVX2__)
  static const int32_t ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0};
  typedef float float8 __attribute__((ext_vector_type(8)));
  dnn_float16 v = 0;
  if (count & 24) {
    __builtin_memcpy(&v, p, 32);
    if (count & 16) {
      __builtin_memcpy(&v, p, 64);
    } else if (count > 8) {
      const __m256i mask = _mm256_loadu_si256((const __m256i *)(ones + 16 - count));
      v.hi = (float8)_mm256_maskload_ps(p + 8, mask);
    }
  } else {
    const __m256i mask = _mm256_loadu_si256((const __m256i *)(ones + 8 - count));
    v.lo = (float8)_mm256_maskload_ps(p, mask);
  }
  return v;
#else
  dnn_float16 v = 0;
  for (ptrdiff_t i = 0; i < count; i++) v[i] = p[i];
  return v;
#endif
}

DNN_INLINE dnn_double8 dnn_loadDouble(const double *_Nonnull p, ptrdiff_t count) {
#if defined(__AVX512F__)
  return (dnn_double8)_mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), p);
#elif defined(__AVX2__)
  static const int64_t ones[8] = {-1, -1, -1, -1, 0};
  typedef double double4 __attribute__((ext_vector_type(4)));
  dnn_double8 v = 0;
  if (count & 12) {
    __builtin_memcpy(&v, p, 32);
    if (count & 8) {
      __builtin_memcpy(&v, p, 64);
    } else if (count > 4) {
      const __m256i mask = _mm256_loadu_si256((const __m256i *)(ones + 8 - count));
      v.hi = (double4)_mm256_maskload_pd(p + 4, mask);
    }
  } else {
    const __m256i mask = _mm256_loadu_si256((const __m256i *)(ones + 4 - count));
    v.lo = (double4)_mm256_maskload_pd(p, mask);
  }
  return v;
#else
  dnn_double8 v = 0;
  for (ptrdiff_t i = 0; i < count; i++) v[i] = p[i];
  return v;
#endif
}

// Writes the first `count` lanes; nothing behind them is touched.
//
// With AVX2 in whole registers, halves and quarters: a store with a mask takes some processors as long as a
// dozen of these.
DNN_INLINE void dnn_storeFloat(float *_Nonnull p, dnn_float16 v, ptrdiff_t count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
#elif defined(__AVX2__)
  typedef float float8 __attribute__((ext_vector_type(8)));
  typedef float float4 __attribute__((ext_vector_type(4)));
  typedef float float2 __attribute__((ext_vector_type(2)));
  float8 eight = v.lo;
  if (count & 24) {
    __builtin_memcpy(p, &eight, 32);
    p += 8;
    eight = v.hi;
    if (count & 16) {
      __builtin_memcpy(p, &eight, 32);
      return;
    }
  }
  float4 four = eight.lo;
  if (count & 4) {
    __builtin_memcpy(p, &four, 16);
    p += 4;
    four = eight.hi;
  }
  float2 two = four.lo;
  if (count & 2) {
    __builtin_memcpy(p, &two, 8);
    p += 2;
    two = four.hi;
  }
  if (count & 1) *p = two[0];
#else
  for (ptrdiff_t i = 0; i < count; i++) p[i] = v[i];
#endif
}

DNN_INLINE void dnn_storeDouble(double *_Nonnull p, dnn_double8 v, ptrdiff_t count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_pd(p, (__mmask8)((1u << count) - 1), (__m512d)v);
#elif defined(__AVX2__)
  typedef double double4 __attribute__((ext_vector_type(4)));
  typedef double double2 __attribute__((ext_vector_type(2)));
  double4 four = v.lo;
  if (count & 12) {
    __builtin_memcpy(p, &four, 32);
    p += 4;
    four = v.hi;
    if (count & 8) {
      __builtin_memcpy(p, &four, 32);
      return;
    }
  }
  double2 two = four.lo;
  if (count & 2) {
    __builtin_memcpy(p, &two, 16);
    p += 2;
    two = four.hi;
  }
  if (count & 1) *p = two[0];
#else
  for (ptrdiff_t i = 0; i < count; i++) p[i] = v[i];
#endif
}

// The lanes of two vectors in turn: a0 b0 a1 b1 … of their lower and of their upper halves.
DNN_INLINE dnn_float16 dnn_zipLowFloat(dnn_float16 a, dnn_float16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
DNN_INLINE dnn_float16 dnn_zipHighFloat(dnn_float16 a, dnn_float16 b) {
  return __builtin_shufflevector(
      a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
DNN_INLINE dnn_double8 dnn_zipLowDouble(dnn_double8 a, dnn_double8 b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
DNN_INLINE dnn_double8 dnn_zipHighDouble(dnn_double8 a, dnn_double8 b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

#define DNN_UNROLL _Pragma("clang loop unroll(full)")

// y (columns, 16) = the transpose of x (rows, columns), both numbers at most 16; columns that would
// come from missing rows become 0. Each stage puts the lanes of two halves together in turn.
DNN_INLINE void dnn_transposeFloat(const float *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows,
                                ptrdiff_t columns, float *_Nonnull y, ptrdiff_t yRow) {
  static const float none[16] = {0};
  dnn_float16 v[16], w[16];
  if (columns == 16) {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 16; i++) __builtin_memcpy(&v[i], i < rows ? x + i * xRow : none, 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 16; i++) v[i] = dnn_loadFloat(i < rows ? x + i * xRow : none, columns);
  }
  DNN_UNROLL
  for (int i = 0; i < 8; i++) {
    w[2 * i] = dnn_zipLowFloat(v[i], v[i + 8]);
    w[2 * i + 1] = dnn_zipHighFloat(v[i], v[i + 8]);
  }
  DNN_UNROLL
  for (int i = 0; i < 8; i++) {
    v[2 * i] = dnn_zipLowFloat(w[i], w[i + 8]);
    v[2 * i + 1] = dnn_zipHighFloat(w[i], w[i + 8]);
  }
  DNN_UNROLL
  for (int i = 0; i < 8; i++) {
    w[2 * i] = dnn_zipLowFloat(v[i], v[i + 8]);
    w[2 * i + 1] = dnn_zipHighFloat(v[i], v[i + 8]);
  }
  DNN_UNROLL
  for (int i = 0; i < 8; i++) {
    v[2 * i] = dnn_zipLowFloat(w[i], w[i + 8]);
    v[2 * i + 1] = dnn_zipHighFloat(w[i], w[i + 8]);
  }
  if (columns == 16) {
    DNN_UNROLL
    for (ptrdiff_t j = 0; j < 16; j++) __builtin_memcpy(y + j * yRow, &v[j], 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t j = 0; j < 16; j++) {
      if (j < columns) __builtin_memcpy(y + j * yRow, &v[j], 64);
    }
  }
}

// y (columns, 8) = the transpose of x (rows, columns), both numbers at most 8; columns that would
// come from missing rows become 0. Each stage puts the lanes of two halves together in turn.
DNN_INLINE void dnn_transposeDouble(const double *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows,
                                ptrdiff_t columns, double *_Nonnull y, ptrdiff_t yRow) {
  static const double none[8] = {0};
  dnn_double8 v[8], w[8];
  if (columns == 8) {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 8; i++) __builtin_memcpy(&v[i], i < rows ? x + i * xRow : none, 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 8; i++) v[i] = dnn_loadDouble(i < rows ? x + i * xRow : none, columns);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    w[2 * i] = dnn_zipLowDouble(v[i], v[i + 4]);
    w[2 * i + 1] = dnn_zipHighDouble(v[i], v[i + 4]);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    v[2 * i] = dnn_zipLowDouble(w[i], w[i + 4]);
    v[2 * i + 1] = dnn_zipHighDouble(w[i], w[i + 4]);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    w[2 * i] = dnn_zipLowDouble(v[i], v[i + 4]);
    w[2 * i + 1] = dnn_zipHighDouble(v[i], v[i + 4]);
  }
  if (columns == 8) {
    DNN_UNROLL
    for (ptrdiff_t j = 0; j < 8; j++) __builtin_memcpy(y + j * yRow, &w[j], 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t j = 0; j < 8; j++) {
      if (j < columns) __builtin_memcpy(y + j * yRow, &w[j], 64);
    }
  }
}

// The same for at most 8 rows: each vector holds two of the columns, one in each half.
DNN_INLINE void dnn_transposeFewFloat(const float *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows,
                                   ptrdiff_t columns, float *_Nonnull y, ptrdiff_t yRow) {
  static const float none[16] = {0};
  dnn_float16 v[8], w[8];
  if (columns == 16) {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 8; i++) __builtin_memcpy(&v[i], i < rows ? x + i * xRow : none, 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 8; i++) v[i] = dnn_loadFloat(i < rows ? x + i * xRow : none, columns);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    w[2 * i] = dnn_zipLowFloat(v[i], v[i + 4]);
    w[2 * i + 1] = dnn_zipHighFloat(v[i], v[i + 4]);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    v[2 * i] = dnn_zipLowFloat(w[i], w[i + 4]);
    v[2 * i + 1] = dnn_zipHighFloat(w[i], w[i + 4]);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    w[2 * i] = dnn_zipLowFloat(v[i], v[i + 4]);
    w[2 * i + 1] = dnn_zipHighFloat(v[i], v[i + 4]);
  }
  DNN_UNROLL
  for (ptrdiff_t j = 0; j < 16; j++) {
    if (j >= columns) break;
    dnn_float16 column = 0;
    if (j % 2 == 0) column.lo = w[j / 2].lo;
    else column.lo = w[j / 2].hi;
    __builtin_memcpy(y + j * yRow, &column, 64);
  }
}

// The same for at most 4 rows: each vector holds two of the columns, one in each half.
DNN_INLINE void dnn_transposeFewDouble(const double *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows,
                                   ptrdiff_t columns, double *_Nonnull y, ptrdiff_t yRow) {
  static const double none[8] = {0};
  dnn_double8 v[4], w[4];
  if (columns == 8) {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 4; i++) __builtin_memcpy(&v[i], i < rows ? x + i * xRow : none, 64);
  } else {
    DNN_UNROLL
    for (ptrdiff_t i = 0; i < 4; i++) v[i] = dnn_loadDouble(i < rows ? x + i * xRow : none, columns);
  }
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
    w[2 * i] = dnn_zipLowDouble(v[i], v[i + 2]);
    w[2 * i + 1] = dnn_zipHighDouble(v[i], v[i + 2]);
  }
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
    v[2 * i] = dnn_zipLowDouble(w[i], w[i + 2]);
    v[2 * i + 1] = dnn_zipHighDouble(w[i], w[i + 2]);
  }
  DNN_UNROLL
  for (ptrdiff_t j = 0; j < 8; j++) {
    if (j >= columns) break;
    dnn_double8 column = 0;
    if (j % 2 == 0) column.lo = v[j / 2].lo;
    else column.lo = v[j / 2].hi;
    __builtin_memcpy(y + j * yRow, &column, 64);
  }
}

// What comes next is loaded after `SUM` is formed: the compiler would load all, and run out of registers.
#if defined(__x86_64__)
#define DNN_AFTER(SUM, NEXT) __asm__ volatile("" : "+r"(NEXT) : "x"((SUM).lo))
#elif defined(__aarch64__)
#define DNN_AFTER(SUM, NEXT) __asm__ volatile("" : "+r"(NEXT) : "w"((SUM).lo))
#else
#define DNN_AFTER(SUM, NEXT)
#endif

// Up to four groups of rows of x, `xRow` apart, times numbers a, added to a sum for each row: multiply-adds in the
// order of a. `COUNT` numbers at a time are read of each row, and the columns of x are formed in registers, from
// two halves of a group; where the second half has no rows, the first one stands for it.
//
// Rows that lie apart by a multiple of 1024 bytes push each other out of the cache: there a group takes 64 bytes of
// each of its rows before the next group's turn.
//
// One function for each type, called and not inlined: its registers are its own.
#define DNN_ADD_ROWS(NAME, SCALAR, VECTOR, ROWS, COUNT, ADD)                                               \
  DNN_INLINE void NAME##Groups(const SCALAR *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows, const int groups, \
                               const SCALAR *_Nonnull a, ptrdiff_t count, const ptrdiff_t visit,           \
                               SCALAR *_Nonnull sums) {                                                    \
    VECTOR sum[4];                                                                                         \
    const SCALAR *low[4], *high[4];                                                                        \
    DNN_UNROLL                                                                                             \
    for (int g = 0; g < groups; g++) {                                                                     \
      __builtin_memcpy(&sum[g], sums + g * ROWS, sizeof(VECTOR));                                          \
      low[g] = x + g * ROWS * xRow;                                                                        \
      high[g] = low[g] + (rows > g * ROWS + ROWS / 2 ? ROWS / 2 * xRow : 0);                               \
    }                                                                                                      \
    for (ptrdiff_t p = 0; p < count; p += visit) {                                                         \
      DNN_UNROLL                                                                                           \
      for (int g = 0; g < groups; g++) {                                                                   \
        const int next = (g + 1) % groups;                                                                 \
        DNN_UNROLL                                                                                         \
        for (ptrdiff_t q = 0; q < visit; q += COUNT)                                                       \
          sum[g] = ADD(low[g] + q, high[g] + q, xRow, a + p + q, sum[g]);                                  \
        low[g] += visit;                                                                                   \
        high[g] += visit;                                                                                  \
        DNN_AFTER(sum[g], low[next]);                                                                      \
        DNN_AFTER(sum[g], high[next]);                                                                     \
      }                                                                                                    \
    }                                                                                                      \
    DNN_UNROLL                                                                                             \
    for (int g = 0; g < groups; g++) __builtin_memcpy(sums + g * ROWS, &sum[g], sizeof(VECTOR));           \
  }                                                                                                        \
  DNN_INLINE void NAME##Visits(const SCALAR *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows, const int groups, \
                               const SCALAR *_Nonnull a, ptrdiff_t count, SCALAR *_Nonnull sums) {         \
    const ptrdiff_t line = 64 / sizeof(SCALAR);                                                            \
    const ptrdiff_t lines = xRow * sizeof(SCALAR) % 1024 == 0 ? count / line * line : 0;                   \
    NAME##Groups(x, xRow, rows, groups, a, lines, line, sums);                                             \
    NAME##Groups(x + lines, xRow, rows, groups, a + lines, count - lines, COUNT, sums);                    \
  }                                                                                                        \
  static __attribute__((noinline, unused)) void NAME(                                                      \
      const SCALAR *_Nonnull x, ptrdiff_t xRow, ptrdiff_t rows, const SCALAR *_Nonnull a, ptrdiff_t count, \
      SCALAR *_Nonnull sums) {                                                                             \
    switch ((rows + ROWS - 1) / ROWS) {                                                                    \
    case 1: NAME##Visits(x, xRow, rows, 1, a, count, sums); break;                                         \
    case 2: NAME##Visits(x, xRow, rows, 2, a, count, sums); break;                                         \
    case 3: NAME##Visits(x, xRow, rows, 3, a, count, sums); break;                                         \
    default: NAME##Visits(x, xRow, rows, 4, a, count, sums); break;                                        \
    }                                                                                                      \
  }

// Eight rows and four numbers.
typedef float dnn_float8 __attribute__((ext_vector_type(8)));
DNN_INLINE dnn_float8 dnn_addEightFloat(const float *_Nonnull low, const float *_Nonnull high, ptrdiff_t xRow,
                                        const float *_Nonnull a, dnn_float8 sums) {
  typedef float float4 __attribute__((ext_vector_type(4), aligned(4)));
  dnn_float8 v[4], w[4];
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
    v[i].lo = *(const float4 *)(low + i * xRow);
    v[i].hi = *(const float4 *)(high + i * xRow);
  }
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
    w[i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    w[i + 2] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
    v[2 * i] = __builtin_shufflevector(w[2 * i], w[2 * i + 1], 0, 1, 8, 9, 4, 5, 12, 13);
    v[2 * i + 1] = __builtin_shufflevector(w[2 * i], w[2 * i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  DNN_UNROLL
  for (int i = 0; i < 4; i++) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__)
    sums = __builtin_elementwise_fma((dnn_float8)a[i], v[i], sums);
#else
    dnn_float8 product = (dnn_float8)a[i] * v[i];
    sums = product + sums;
#endif
  }
  return sums;
}
DNN_ADD_ROWS(dnn_addRowsFloat, float, dnn_float8, 8, 4, dnn_addEightFloat)

// Four rows and two numbers.
typedef double dnn_double4 __attribute__((ext_vector_type(4)));
DNN_INLINE dnn_double4 dnn_addFourDouble(const double *_Nonnull low, const double *_Nonnull high, ptrdiff_t xRow,
                                         const double *_Nonnull a, dnn_double4 sums) {
  typedef double double2 __attribute__((ext_vector_type(2), aligned(8)));
  dnn_double4 v[2];
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
    v[i].lo = *(const double2 *)(low + i * xRow);
    v[i].hi = *(const double2 *)(high + i * xRow);
  }
  dnn_double4 columns[2];
  columns[0] = __builtin_shufflevector(v[0], v[1], 0, 4, 2, 6);
  columns[1] = __builtin_shufflevector(v[0], v[1], 1, 5, 3, 7);
  DNN_UNROLL
  for (int i = 0; i < 2; i++) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__aarch64__)
    sums = __builtin_elementwise_fma((dnn_double4)a[i], columns[i], sums);
#else
    dnn_double4 product = (dnn_double4)a[i] * columns[i];
    sums = product + sums;
#endif
  }
  return sums;
}
DNN_ADD_ROWS(dnn_addRowsDouble, double, dnn_double4, 4, 2, dnn_addFourDouble)

// Tells the processor that this thread waits in a loop.
DNN_INLINE void dnn_spinPause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
