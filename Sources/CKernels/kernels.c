#include "CKernels.h"

#include <stdlib.h>
#include <string.h>

// The OpenMP runtime's own entry points: its pool is shared with oneDNN and no compiler flag is needed.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);

// Each loop is compiled twice, for AVX2 and for any processor, and chosen at run time.
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
static int has_avx2(void) {
    static int known = -1;
    if (known < 0) known = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return known;
}
#else
#define AVX2
static int has_avx2(void) { return 0; }
#endif
#define BODY static inline __attribute__((always_inline))

enum { BLOCK = 64 };  // rows of a block: small enough that a second pass over it stays in the cache

typedef struct {
    int threads;
    size_t rows, channels;
    const float *x, *y, *dy, *residual, *mean, *a, *b, *c;
    float *out;
    double *sums;  // two arrays of `channels` a thread
    int flag;
} job;

typedef struct { size_t begin, end; } range;

BODY range share(size_t count, int threads, size_t grain) {
    size_t blocks = (count + grain - 1) / grain, thread = (size_t)omp_get_thread_num();
    size_t begin = blocks * thread / (size_t)threads * grain, end = blocks * (thread + 1) / (size_t)threads * grain;
    return (range){begin < count ? begin : count, end < count ? end : count};
}

static void parallel(int threads, void (*body)(void *), void *data) {
    GOMP_parallel(body, data, (unsigned)threads, 0);
}

#define TWICE(name)                                           \
    AVX2 static void name##_avx2(void *data) { name(data); }  \
    static void name##_any(void *data) { name(data); }        \
    static void name##_run(int threads, void *data) {         \
        parallel(threads, has_avx2() ? name##_avx2 : name##_any, data); \
    }

// Statistics -----------------------------------------------------------------------------------------------------------

BODY void statistics(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    double *mean = j->sums + 2 * channels * (size_t)omp_get_thread_num(), *squares = mean + channels;
    float *sum = malloc(2 * channels * sizeof(float)), *square = sum + channels;
    range r = share(j->rows, j->threads, BLOCK);
    size_t seen = 0;
    for (size_t block = r.begin; block < r.end; block += BLOCK) {
        size_t end = block + BLOCK < r.end ? block + BLOCK : r.end, count = end - block;
        memset(sum, 0, 2 * channels * sizeof(float));
        for (size_t row = block; row < end; row++) {
            const float *x = j->x + row * channels;
            for (size_t c = 0; c < channels; c++) sum[c] += x[c];
        }
        float share_of_one = 1.0f / (float)count;
        for (size_t c = 0; c < channels; c++) sum[c] *= share_of_one;
        for (size_t row = block; row < end; row++) {
            const float *x = j->x + row * channels;
            for (size_t c = 0; c < channels; c++) {
                float d = x[c] - sum[c];
                square[c] += d * d;
            }
        }
        double all = (double)(seen + count), weight = (double)count / all, both = (double)seen * weight;
        for (size_t c = 0; c < channels; c++) {
            double d = (double)sum[c] - mean[c];
            mean[c] += d * weight;
            squares[c] += (double)square[c] + d * d * both;
        }
        seen += count;
    }
    free(sum);
}
TWICE(statistics)

static size_t rows_of_thread(size_t rows, int threads, int thread) {
    size_t blocks = (rows + BLOCK - 1) / BLOCK;
    size_t begin = blocks * (size_t)thread / (size_t)threads * BLOCK;
    size_t end = blocks * (size_t)(thread + 1) / (size_t)threads * BLOCK;
    begin = begin < rows ? begin : rows;
    return (end < rows ? end : rows) - begin;
}

void mien_channel_statistics(int threads, const float *x, size_t rows, size_t channels, float *mean, float *variance) {
    double *sums = calloc(2 * channels * (size_t)threads, sizeof(double));
    job j = {.threads = threads, .rows = rows, .channels = channels, .x = x, .sums = sums};
    statistics_run(threads, &j);
    for (size_t c = 0; c < channels; c++) {
        double m = 0, s = 0, seen = 0;
        for (int t = 0; t < threads; t++) {
            double count = (double)rows_of_thread(rows, threads, t);
            if (count == 0) continue;
            const double *part = sums + 2 * channels * (size_t)t;
            double d = part[c] - m;
            m += d * count / (seen + count);
            s += part[channels + c] + d * d * seen * count / (seen + count);
            seen += count;
        }
        mean[c] = (float)m;
        variance[c] = (float)(s / (double)rows);
    }
    free(sums);
}

// Forward --------------------------------------------------------------------------------------------------------------

BODY float clip6(float v) {
    v = v > 0 ? v : 0;
    return v < 6 ? v : 6;
}

BODY void scale_shift(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    range r = share(j->rows, j->threads, BLOCK);
    const float *restrict a = j->a, *restrict b = j->b;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *restrict x = j->x + row * channels;
        float *restrict y = j->out + row * channels;
        if (j->residual) {
            const float *restrict s = j->residual + row * channels;
            if (j->flag) for (size_t c = 0; c < channels; c++) y[c] = clip6(x[c] * a[c] + b[c] + s[c]);
            else for (size_t c = 0; c < channels; c++) y[c] = x[c] * a[c] + b[c] + s[c];
        } else if (j->flag) {
            for (size_t c = 0; c < channels; c++) y[c] = clip6(x[c] * a[c] + b[c]);
        } else {
            for (size_t c = 0; c < channels; c++) y[c] = x[c] * a[c] + b[c];
        }
    }
}
TWICE(scale_shift)

void mien_scale_shift(int threads, const float *x, size_t rows, size_t channels, const float *scale, const float *shift,
                      const float *residual, int relu6, float *y) {
    job j = {.threads = threads, .rows = rows, .channels = channels, .x = x, .a = scale, .b = shift,
             .residual = residual, .flag = relu6, .out = y};
    scale_shift_run(threads, &j);
}

// Backward -------------------------------------------------------------------------------------------------------------

BODY float inside(float y, float g) { return ((y > 0) & (y < 6)) ? g : 0; }

BODY void sums(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    double *total = j->sums + 2 * channels * (size_t)omp_get_thread_num(), *total_x = total + channels;
    float *g = malloc(2 * channels * sizeof(float)), *gx = g + channels;
    range r = share(j->rows, j->threads, BLOCK);
    const float *restrict mean = j->mean;
    for (size_t block = r.begin; block < r.end; block += BLOCK) {
        size_t end = block + BLOCK < r.end ? block + BLOCK : r.end;
        memset(g, 0, 2 * channels * sizeof(float));
        for (size_t row = block; row < end; row++) {
            const float *restrict x = j->x + row * channels, *restrict d = j->dy + row * channels;
            if (j->flag) {
                const float *restrict y = j->y + row * channels;
                for (size_t c = 0; c < channels; c++) {
                    float v = inside(y[c], d[c]);
                    g[c] += v;
                    gx[c] += v * (x[c] - mean[c]);
                }
            } else {
                for (size_t c = 0; c < channels; c++) {
                    g[c] += d[c];
                    gx[c] += d[c] * (x[c] - mean[c]);
                }
            }
        }
        for (size_t c = 0; c < channels; c++) {
            total[c] += (double)g[c];
            total_x[c] += (double)gx[c];
        }
    }
    free(g);
}
TWICE(sums)

void mien_normalization_sums(int threads, const float *x, const float *y, const float *dy, size_t rows, size_t channels,
                             const float *mean, int relu6, float *sum_g, float *sum_gx) {
    double *parts = calloc(2 * channels * (size_t)threads, sizeof(double));
    job j = {.threads = threads, .rows = rows, .channels = channels, .x = x, .y = y, .dy = dy, .mean = mean,
             .flag = relu6, .sums = parts};
    sums_run(threads, &j);
    for (size_t c = 0; c < channels; c++) {
        double g = 0, gx = 0;
        for (int t = 0; t < threads; t++) {
            g += parts[2 * channels * (size_t)t + c];
            gx += parts[2 * channels * (size_t)t + channels + c];
        }
        sum_g[c] = (float)g;
        sum_gx[c] = (float)gx;
    }
    free(parts);
}

BODY void gradient(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    range r = share(j->rows, j->threads, BLOCK);
    const float *restrict a = j->a, *restrict b = j->b, *restrict k = j->c;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *restrict x = j->x + row * channels, *restrict d = j->dy + row * channels;
        float *restrict out = j->out + row * channels;
        if (j->flag) {
            const float *restrict y = j->y + row * channels;
            for (size_t c = 0; c < channels; c++) out[c] = a[c] * inside(y[c], d[c]) + b[c] * x[c] + k[c];
        } else {
            for (size_t c = 0; c < channels; c++) out[c] = a[c] * d[c] + b[c] * x[c] + k[c];
        }
    }
}
TWICE(gradient)

void mien_normalization_gradient(int threads, const float *x, const float *y, const float *dy, size_t rows,
                                 size_t channels, const float *a, const float *b, const float *c, int relu6, float *dx) {
    job j = {.threads = threads, .rows = rows, .channels = channels, .x = x, .y = y, .dy = dy, .a = a, .b = b, .c = c,
             .flag = relu6, .out = dx};
    gradient_run(threads, &j);
}

// Elementwise ----------------------------------------------------------------------------------------------------------

BODY void accumulate(void *data) {
    const job *j = data;
    range r = share(j->rows, j->threads, 1024);
    const float *restrict x = j->x;
    float *restrict y = j->out;
    if (j->flag) for (size_t i = r.begin; i < r.end; i++) y[i] += x[i];
    else memcpy(y + r.begin, x + r.begin, (r.end - r.begin) * sizeof(float));
}
TWICE(accumulate)

void mien_accumulate(int threads, const float *source, size_t count, int add, float *target) {
    job j = {.threads = threads, .rows = count, .x = source, .flag = add, .out = target};
    accumulate_run(threads, &j);
}

typedef struct {
    int threads;
    size_t count;
    float *value, *first, *second;
    const float *gradient;
    float beta1, beta2, step_size, second_correction, epsilon, decay;
} adam_job;

BODY void adam(void *data) {
    const adam_job *j = data;
    range r = share(j->count, j->threads, 1024);
    float *restrict w = j->value, *restrict m = j->first, *restrict v = j->second;
    const float *restrict g = j->gradient;
    for (size_t i = r.begin; i < r.end; i++) {
        m[i] = j->beta1 * m[i] + (1 - j->beta1) * g[i];
        v[i] = j->beta2 * v[i] + (1 - j->beta2) * g[i] * g[i];
        w[i] = w[i] * j->decay - j->step_size * m[i] / (__builtin_elementwise_sqrt(v[i]) * j->second_correction + j->epsilon);
    }
}
TWICE(adam)

void mien_adam(int threads, float *value, const float *gradient_, float *first, float *second, size_t count, float beta1,
               float beta2, float step_size, float second_correction, float epsilon, float decay) {
    adam_job j = {threads, count, value, first, second, gradient_, beta1, beta2, step_size, second_correction, epsilon,
                  decay};
    adam_run(threads, &j);
}

BODY void moving_average(void *data) {
    const adam_job *j = data;
    range r = share(j->count, j->threads, 1024);
    float *restrict average = j->first;
    const float *restrict value = j->gradient;
    for (size_t i = r.begin; i < r.end; i++) average[i] = average[i] * j->beta1 + value[i] * (1 - j->beta1);
}
TWICE(moving_average)

void mien_moving_average(int threads, float *average, const float *value, size_t count, float keep) {
    adam_job j = {.threads = threads, .count = count, .first = average, .gradient = value, .beta1 = keep};
    moving_average_run(threads, &j);
}
