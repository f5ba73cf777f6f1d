#include "CKernels.h"
#include "parallel.h"

#include <math.h>

enum { GRAIN = 1024 };

// Polynomials in place of the C library's functions, so that the loops around them become vector instructions.

/// e^x to 2 units in the last place; below -87 it is 0 and above 88 it stays finite (Cephes, expf).
BODY float exponential(float x) {
    float bounded = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
    float n = __builtin_elementwise_rint(bounded * 1.44269504088896341f);
    float r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1;
    union { int bits; float value; } power = {((int)n + 127) << 23};
    return x < -87.0f ? 0 : p * power.value;
}

/// The error function to 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26), of x and e^(-x²).
BODY float error_function(float x, float gauss) {
    float size = x < 0 ? -x : x;
    float t = 1 / (1 + 0.3275911f * size);
    float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    float y = 1 - p * gauss;
    return x < 0 ? -y : y;
}

typedef struct {
    size_t count;
    const float *x, *dy;
    float *y;
} gelu_job;

BODY void gelu(void *data) {
    const gelu_job *j = data;
    range r = share(j->count, GRAIN);
    const float *restrict x = j->x;
    float *restrict y = j->y;
    for (size_t i = r.begin; i < r.end; i++) {
        float gauss = exponential(-0.5f * x[i] * x[i]);
        y[i] = 0.5f * x[i] * (1 + error_function(x[i] * 0.70710678118654752f, gauss));
    }
}
TWICE(gelu)

void mien_gelu(int threads, const float *x, size_t count, float *y) {
    gelu_job j = {.count = count, .x = x, .y = y};
    gelu_run(threads, 0, &j);
}

BODY void gelu_gradient(void *data) {
    const gelu_job *j = data;
    range r = share(j->count, GRAIN);
    const float *restrict x = j->x, *restrict dy = j->dy;
    float *restrict dx = j->y;
    for (size_t i = r.begin; i < r.end; i++) {
        float gauss = exponential(-0.5f * x[i] * x[i]);
        float area = 0.5f * (1 + error_function(x[i] * 0.70710678118654752f, gauss));
        dx[i] = dy[i] * (area + x[i] * gauss * 0.39894228040143268f);
    }
}
TWICE(gelu_gradient)

void mien_gelu_gradient(int threads, const float *x, const float *dy, size_t count, float *dx) {
    gelu_job j = {.count = count, .x = x, .dy = dy, .y = dx};
    gelu_gradient_run(threads, 0, &j);
}

typedef struct {
    size_t rows, channels;
    const float *x, *residual, *gamma, *beta, *dy;
    float epsilon;
    float *normalized, *inverse, *y;
} norm_job;

BODY void layer_norm(void *data) {
#pragma clang fp reassociate(on)
    const norm_job *j = data;
    range r = share(j->rows, 1);
    size_t channels = j->channels;
    const float *restrict gamma = j->gamma, *restrict beta = j->beta;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *x = j->x + row * channels, *residual = j->residual ? j->residual + row * channels : NULL;
        float *restrict h = j->normalized + row * channels, *restrict y = j->y + row * channels;
        float sum = 0, squares = 0;
        for (size_t c = 0; c < channels; c++) h[c] = residual ? x[c] + residual[c] : x[c];
        for (size_t c = 0; c < channels; c++) sum += h[c];
        float mean = sum / (float)channels;
        for (size_t c = 0; c < channels; c++) squares += (h[c] - mean) * (h[c] - mean);
        float inverse = 1 / __builtin_elementwise_sqrt(squares / (float)channels + j->epsilon);
        for (size_t c = 0; c < channels; c++) {
            h[c] = (h[c] - mean) * inverse;
            y[c] = h[c] * gamma[c] + beta[c];
        }
        j->inverse[row] = inverse;
    }
}
TWICE(layer_norm)

void mien_layer_norm(int threads, const float *x, const float *residual, size_t rows, size_t channels,
                     const float *gamma, const float *beta, float epsilon, float *normalized, float *inverse, float *y) {
    norm_job j = {rows, channels, x, residual, gamma, beta, NULL, epsilon, normalized, inverse, y};
    layer_norm_run(threads, 0, &j);
}

BODY void layer_norm_gradient(void *data) {
#pragma clang fp reassociate(on)
    const norm_job *j = data;
    range r = share(j->rows, 1);
    size_t channels = j->channels;
    const float *restrict gamma = j->gamma;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *restrict h = j->normalized + row * channels, *restrict dy = j->dy + row * channels;
        float *restrict dx = j->y + row * channels;
        float sum = 0, product = 0;
        for (size_t c = 0; c < channels; c++) {
            float g = dy[c] * gamma[c];
            sum += g;
            product += g * h[c];
        }
        sum /= (float)channels;
        product /= (float)channels;
        float inverse = j->inverse[row];
        for (size_t c = 0; c < channels; c++) dx[c] = inverse * (dy[c] * gamma[c] - sum - h[c] * product);
    }
}
TWICE(layer_norm_gradient)

void mien_layer_norm_gradient(int threads, const float *normalized, const float *inverse, const float *dy, size_t rows,
                              size_t channels, const float *gamma, float *dx) {
    norm_job j = {.rows = rows, .channels = channels, .gamma = gamma, .dy = dy, .normalized = (float *)normalized,
                  .inverse = (float *)inverse, .y = dx};
    layer_norm_gradient_run(threads, 0, &j);
}

typedef struct {
    mien_sequences s;
    const float *q, *k, *v, *dout;
    float *shares, *out, *dq, *dk, *dv;
} attention_job;

BODY float dot(const float *restrict a, const float *restrict b, size_t count) {
#pragma clang fp reassociate(on)
    float sum = 0;
    for (size_t i = 0; i < count; i++) sum += a[i] * b[i];
    return sum;
}

BODY void add_scaled(float *restrict y, float scale, const float *restrict x, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] += scale * x[i];
}

BODY void attention(void *data) {
    const attention_job *j = data;
    mien_sequences s = j->s;
    size_t width = s.heads * s.size;
    float scale = 1 / __builtin_elementwise_sqrt((float)s.size);
    range r = share(s.count * s.heads, 1);
    for (size_t part = r.begin; part < r.end; part++) {
        size_t sequence = part / s.heads, head = part % s.heads;
        size_t begin = (size_t)s.offsets[sequence], length = (size_t)s.offsets[sequence + 1] - begin;
        float *shares = j->shares + (size_t)s.places[sequence] * s.heads + head * length * length;
        size_t first = begin * width + head * s.size;
        for (size_t i = 0; i < length; i++) {
            float *restrict row = shares + i * length, *restrict out = j->out + first + i * width;
            float largest = -INFINITY, sum = 0;
            for (size_t t = 0; t < length; t++) {
                row[t] = scale * dot(j->q + first + i * width, j->k + first + t * width, s.size);
                largest = row[t] > largest ? row[t] : largest;
            }
            for (size_t t = 0; t < length; t++) row[t] = exponential(row[t] - largest);
            for (size_t t = 0; t < length; t++) sum += row[t];
            for (size_t t = 0; t < length; t++) row[t] /= sum;
            memset(out, 0, s.size * sizeof(float));
            for (size_t t = 0; t < length; t++) add_scaled(out, row[t], j->v + first + t * width, s.size);
        }
    }
}
TWICE(attention)

void mien_attention(int threads, mien_sequences sequences, const float *q, const float *k, const float *v, float *shares,
                    float *out) {
    attention_job j = {.s = sequences, .q = q, .k = k, .v = v, .shares = shares, .out = out};
    attention_run(threads, 0, &j);
}

BODY void attention_gradient(void *data) {
    const attention_job *j = data;
    mien_sequences s = j->s;
    size_t width = s.heads * s.size;
    float scale = 1 / __builtin_elementwise_sqrt((float)s.size);
    range r = share(s.count * s.heads, 1);
    for (size_t part = r.begin; part < r.end; part++) {
        size_t sequence = part / s.heads, head = part % s.heads;
        size_t begin = (size_t)s.offsets[sequence], length = (size_t)s.offsets[sequence + 1] - begin;
        float *shares = j->shares + (size_t)s.places[sequence] * s.heads + head * length * length;
        size_t first = begin * width + head * s.size;
        for (size_t i = 0; i < length; i++) {
            memset(j->dq + first + i * width, 0, s.size * sizeof(float));
            memset(j->dk + first + i * width, 0, s.size * sizeof(float));
            memset(j->dv + first + i * width, 0, s.size * sizeof(float));
        }
        for (size_t i = 0; i < length; i++) {
            float *row = shares + i * length;
            const float *dout = j->dout + first + i * width;
            // Σ share · d(share), which the softmax takes away, is the output times its gradient.
            float mean = dot(dout, j->out + first + i * width, s.size);
            for (size_t t = 0; t < length; t++) {
                size_t other = first + t * width;
                float slope = row[t] * (dot(dout, j->v + other, s.size) - mean) * scale;
                add_scaled(j->dv + other, row[t], dout, s.size);
                add_scaled(j->dq + first + i * width, slope, j->k + other, s.size);
                add_scaled(j->dk + other, slope, j->q + first + i * width, s.size);
            }
        }
    }
}
TWICE(attention_gradient)

void mien_attention_gradient(int threads, mien_sequences sequences, const float *q, const float *k, const float *v,
                             const float *shares, const float *out, const float *dout, float *dq, float *dk, float *dv) {
    attention_job j = {sequences, q, k, v, dout, (float *)shares, (float *)out, dq, dk, dv};
    attention_gradient_run(threads, 0, &j);
}
