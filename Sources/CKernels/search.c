#include "CKernels.h"
#include "parallel.h"

// Products of many rows with one: what searching by meaning is.

enum { SHORTS = 16, LANES = 8 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));
typedef uint16_t halves __attribute__((vector_size(LANES * sizeof(uint16_t)), aligned(sizeof(uint16_t))));
typedef uint32_t bits __attribute__((vector_size(LANES * sizeof(uint32_t)), aligned(sizeof(uint32_t))));

typedef struct {
    size_t rows, columns;
    const int8_t *bytes;
    const int16_t *query;
    const float *scales;
    float *out;
} job;

#if defined(__x86_64__)
#include <immintrin.h>

/// Two products of 16 bits are added in one instruction, which the compiler does not find by itself.
AVX2 static void byte_products_avx2(const job *j) {
    for (size_t row = 0; row < j->rows; row++) {
        const int8_t *x = j->bytes + row * j->columns;
        __m256i sum = _mm256_setzero_si256(), other = _mm256_setzero_si256();
        for (size_t c = 0; c < j->columns; c += 2 * SHORTS) {
            __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(x + c)));
            __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(x + c + SHORTS)));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, _mm256_loadu_si256((const __m256i *)(j->query + c))));
            other = _mm256_add_epi32(
                other, _mm256_madd_epi16(b, _mm256_loadu_si256((const __m256i *)(j->query + c + SHORTS))));
        }
        sum = _mm256_add_epi32(sum, other);
        __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
        four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1));
        j->out[row] = (float)_mm_cvtsi128_si32(four) * j->scales[row];
    }
}
#endif

static void byte_products_any(const job *j) {
    for (size_t row = 0; row < j->rows; row++) {
        const int8_t *x = j->bytes + row * j->columns;
        int32_t total = 0;
        for (size_t c = 0; c < j->columns; c++) total += (int32_t)x[c] * (int32_t)j->query[c];
        j->out[row] = (float)total * j->scales[row];
    }
}

void mien_byte_products(const int8_t *matrix, size_t rows, size_t columns, const int16_t *query, const float *scales,
                        float *out) {
    job j = {.rows = rows, .columns = columns, .bytes = matrix, .query = query, .scales = scales, .out = out};
#if defined(__x86_64__)
    if (has_avx2() && columns % (2 * SHORTS) == 0) {
        byte_products_avx2(&j);
        return;
    }
#endif
    byte_products_any(&j);
}

BODY float half_product(const uint16_t *row, const float *query, size_t columns) {
    lanes sum = {0};
    float rest = 0;
    size_t full = columns / LANES * LANES;
    const float shift = 0x1p112f;  // from the exponents of 16 bits to those of 32
    for (size_t c = 0; c < full; c += LANES) {
        bits h = __builtin_convertvector(*(const halves *)(row + c), bits);
        lanes x = (lanes)((h & 0x8000) << 16 | (h & 0x7fff) << 13) * shift;
        sum += x * *(const lanes *)(query + c);
    }
    for (size_t c = full; c < columns; c++) {
        union { uint32_t bits; float value; } x = {(row[c] & 0x8000u) << 16 | (row[c] & 0x7fffu) << 13};
        rest += x.value * shift * query[c];
    }
    for (int i = 0; i < LANES; i++) rest += sum[i];
    return rest;
}

#if defined(__x86_64__)
AVX2 static float half_product_avx2(const uint16_t *row, const float *query, size_t columns) {
    return half_product(row, query, columns);
}
#endif

float mien_half_product(const uint16_t *row, const float *query, size_t columns) {
#if defined(__x86_64__)
    if (has_avx2()) return half_product_avx2(row, query, columns);
#endif
    return half_product(row, query, columns);
}
