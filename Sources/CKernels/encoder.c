#include "CKernels.h"
#include "parallel.h"

// Rows of a transformer: what stands between its matrix products.

// How such vectors are handed over differs with the processor; here every function that takes one is inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

enum { LANES = 8 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));
typedef int32_t whole __attribute__((vector_size(LANES * sizeof(int32_t)), aligned(sizeof(int32_t))));

typedef struct {
    size_t rows, columns;
    const float *gamma, *beta;
    float epsilon;
    float *x;
} job;

BODY lanes all(float value) { return (lanes){0} + value; }

BODY float sum_of(lanes v) { return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7])); }

/// The last, incomplete lanes of a row, filled up with `rest`.
BODY lanes load_part(const float *x, size_t count, float rest) {
    lanes v = all(rest);
    memcpy(&v, x, count * sizeof(float));
    return v;
}

/// e to the power of x, x at most 88; relative error below 2e-7; below -87 no smaller than there.
BODY lanes exponential(lanes x) {
    x = __builtin_elementwise_max(x, all(-87.3f));
    lanes n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;  // rounds to a whole number
    lanes r = x - n * 0.693359375f + n * 2.12194440e-4f;
    lanes p = all(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    return p * (lanes)((__builtin_convertvector(n, whole) + 127) << 23);
}

BODY void layer_norm(void *data) {
    const job *j = data;
    size_t columns = j->columns, full = columns / LANES * LANES;
    range r = share(j->rows, 1);
    for (size_t row = r.begin; row < r.end; row++) {
        float *x = j->x + row * columns;
        lanes sums = {0}, squares = {0};
        float sum = 0, square = 0;
        for (size_t c = 0; c < full; c += LANES) sums += *(const lanes *)(x + c);
        for (size_t c = full; c < columns; c++) sum += x[c];
        float mean = (sum_of(sums) + sum) / (float)columns;
        for (size_t c = 0; c < full; c += LANES) {
            lanes d = *(const lanes *)(x + c) - mean;
            squares += d * d;
        }
        for (size_t c = full; c < columns; c++) square += (x[c] - mean) * (x[c] - mean);
        float variance = (sum_of(squares) + square) / (float)columns;
        float scale = 1 / __builtin_sqrtf(variance + j->epsilon);
        for (size_t c = 0; c < columns; c++) x[c] = (x[c] - mean) * scale * j->gamma[c] + j->beta[c];
    }
}
TWICE(layer_norm)

void mien_layer_norm_rows(int threads, float *x, size_t rows, size_t columns, const float *gamma, const float *beta,
                          float epsilon) {
    job j = {.rows = rows, .columns = columns, .gamma = gamma, .beta = beta, .epsilon = epsilon, .x = x};
    layer_norm_run(threads, 0, &j);
}

/// x times the normal distribution's share below x; the error function by Abramowitz and Stegun, 7.1.26.
BODY lanes gelu_of(lanes x) {
    lanes z = __builtin_elementwise_abs(x) * 0.70710678f;
    lanes t = 1.0f / (z * 0.3275911f + 1.0f);
    lanes p = all(1.061405429f);
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    lanes upper = p * t * exponential(-(z * z)) * 0.5f;  // the share above |x|
    return __builtin_elementwise_max(x, all(0)) - __builtin_elementwise_abs(x) * upper;
}

BODY void gelu(void *data) {
    const job *j = data;
    range r = share(j->rows * j->columns, 1024);
    size_t i = r.begin;
    for (; i + LANES <= r.end; i += LANES) *(lanes *)(j->x + i) = gelu_of(*(const lanes *)(j->x + i));
    if (i == r.end) return;
    lanes last = gelu_of(load_part(j->x + i, r.end - i, 0));
    memcpy(j->x + i, &last, (r.end - i) * sizeof(float));
}
TWICE(gelu)

void mien_gelu_rows(int threads, float *x, size_t count) {
    job j = {.rows = 1, .columns = count, .x = x};
    gelu_run(threads, 0, &j);
}

BODY void softmax(void *data) {
    const job *j = data;
    size_t columns = j->columns, full = columns / LANES * LANES;
    range r = share(j->rows, 1);
    for (size_t row = r.begin; row < r.end; row++) {
        float *x = j->x + row * columns;
        lanes tops = all(-__builtin_inff()), sums = {0};
        for (size_t c = 0; c < full; c += LANES) tops = __builtin_elementwise_max(tops, *(const lanes *)(x + c));
        if (full < columns) {
            tops = __builtin_elementwise_max(tops, load_part(x + full, columns - full, -__builtin_inff()));
        }
        float top = tops[0];
        for (int i = 1; i < LANES; i++) top = tops[i] > top ? tops[i] : top;
        for (size_t c = 0; c < full; c += LANES) {
            lanes e = exponential(*(const lanes *)(x + c) - top);
            *(lanes *)(x + c) = e;
            sums += e;
        }
        float sum = 0;
        if (full < columns) {
            lanes e = exponential(load_part(x + full, columns - full, top) - top);
            memcpy(x + full, &e, (columns - full) * sizeof(float));
            for (size_t i = 0; i < columns - full; i++) sum += e[i];
        }
        float scale = 1 / (sum_of(sums) + sum);
        for (size_t c = 0; c < columns; c++) x[c] *= scale;
    }
}
TWICE(softmax)

void mien_softmax_rows(int threads, float *x, size_t rows, size_t columns) {
    job j = {.rows = rows, .columns = columns, .x = x};
    softmax_run(threads, 0, &j);
}
